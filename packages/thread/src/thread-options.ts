import { checkFlag, checkOptions, show } from '@sync/atomics/internal';
import type { ResourceLimits } from './platform.ts';
import type { ExportName, ThreadArgs } from './target.ts';

/** How a thread is made, whatever it runs. */
export interface ThreadSettings {
  /** Shown in messages, and by others; `Thread-1`, and so on, unless told. */
  readonly name?: string | undefined;
  /** `true`: the process does not wait for it. As the thread that makes it, unless told. */
  readonly daemon?: boolean | undefined;
  /** What it may use. Node and Deno hold it to that. */
  readonly resourceLimits?: ResourceLimits | undefined;
  /** How long its module may take to load, in milliseconds: 30,000, unless told. */
  readonly loadTimeout?: number | undefined;
  /** What of its arguments is moved to it instead of copied: array buffers, ports. */
  readonly transfer?: readonly object[] | undefined;
}

/** How a thread is made that runs a target. */
export type ThreadOptions<Target, Name extends string> = ThreadSettings & {
  /** Of a module: which export is run; `'default'`, unless told. */
  readonly export?: ExportName<Target, Name> | undefined;
} & (readonly [] extends ThreadArgs<Target, Name>
    ? { readonly args?: ThreadArgs<Target, Name> | undefined }
    : { readonly args: ThreadArgs<Target, Name> });

/** The options, which may be left out where the target takes no arguments. */
export type ThreadOptionsIn<Target, Name extends string> = readonly [] extends ThreadArgs<Target, Name>
  ? [options?: ThreadOptions<Target, Name>]
  : [options: ThreadOptions<Target, Name>];

/** All of them, as they come. */
export interface AnyThreadOptions extends ThreadSettings {
  readonly export?: string | undefined;
  readonly args?: readonly unknown[] | undefined;
}

const LOAD_TIMEOUT = 30_000;

/** Options that have been looked at. */
export interface CheckedOptions extends AnyThreadOptions {
  readonly args: readonly unknown[];
  readonly transfer: readonly object[];
  readonly loadTimeout: number;
}

/**
 * Refuses options that are none.
 *
 * @param where as `new Thread()`
 */
export function threadOptions(where: string, options: AnyThreadOptions | undefined): CheckedOptions {
  checkOptions(where, options, "name: 'reader'");
  const { name, daemon, args = [], transfer = [], loadTimeout = LOAD_TIMEOUT, resourceLimits = {} } = options ?? {};
  if (name !== undefined) checkThreadName(where, name);
  checkFlag(where, 'daemon', daemon);
  if (!Array.isArray(args)) throw new TypeError(`${where}: args must be an array, not ${show(args)}`);
  if (!Array.isArray(transfer)) throw new TypeError(`${where}: transfer must be an array, not ${show(transfer)}`);
  checkOptions(`${where}: resourceLimits`, resourceLimits, 'maxOldGenerationSizeMb: 64');
  checkLoadTimeout(where, loadTimeout);
  return { ...options, args, transfer, loadTimeout };
}

/** Refuses what is no name. */
export function checkThreadName(where: string, name: unknown): asserts name is string {
  if (typeof name !== 'string') throw new TypeError(`${where}: the name must be a string, not ${show(name)}`);
}

function checkLoadTimeout(where: string, value: unknown): asserts value is number {
  const wrong = `${where}: loadTimeout must be a number of milliseconds, 0 to Infinity, not ${show(value)}`;
  if (typeof value !== 'number') throw new TypeError(wrong);
  if (!(value >= 0)) throw new RangeError(wrong);
}

