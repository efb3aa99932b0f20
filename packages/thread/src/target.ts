import { show } from '@sync/atomics/internal';
import { fileUrl } from './file-url.ts';
import type { Load } from './job.ts';
import type { WorkerLike } from './platform.ts';

/** Any function. */
export type Callable = (...args: never[]) => unknown;

/** Where a module is: as `new URL('./work.js', import.meta.url)`, or its `href`. */
export type ModuleUrl = string | { readonly href: string };

/** A worker of the caller's making, as bundlers can see it; it calls `serve()`. */
export interface WorkerTarget<Name extends string = string> {
  /** Makes the worker: called by each `start()`. */
  readonly worker: () => unknown;
  /** Which of the served functions is run; `'default'`, unless told. */
  readonly export?: Name;
}

/** The name of an export: `'default'`, if nothing is said of it. */
type Named<Name extends string> = unknown extends Name ? 'default' : Name;

/** A function, of that type if one is said. */
export type FunctionTarget<Target> = unknown extends Target ? Callable : Target & Callable;

/** What may be said of the name: anything, if nothing is known of what there is. */
export type ExportName<Target, Name extends string> = unknown extends Target ? string : Named<Name>;

/** The function that is run: the target itself, or what a module exports by that name. */
export type TargetFunction<Target, Name extends string> = Target extends Callable
  ? Target
  : Named<Name> extends keyof Target
    ? Target[Named<Name>] extends Callable
      ? Target[Named<Name>]
      : never
    : never;

/** What the target is called with. */
export type ThreadArgs<Target, Name extends string> = unknown extends Target
  ? readonly unknown[]
  : Readonly<Parameters<TargetFunction<Target, Name>>>;

/** What the target returns, once that is awaited. */
export type ThreadResult<Target, Name extends string> = unknown extends Target
  ? unknown
  : Awaited<ReturnType<TargetFunction<Target, Name>>>;

/** A target that has been looked at. */
export interface Target {
  readonly load: Load;
  /** Makes the worker, if the caller does. */
  readonly worker?: () => WorkerLike;
}

const EXPECTED =
  "a module's URL as new URL('./work.js', import.meta.url), a function, or { worker: () => new Worker(...) }";

/**
 * Looks at what a thread is to run.
 *
 * @param where as `new Thread()`
 */
export function targetOf(where: string, target: unknown, name: unknown): Target {
  if (name !== undefined && typeof name !== 'string') {
    throw new TypeError(`${where}: export must be the name of an export, not ${show(name)}`);
  }
  if (typeof target === 'function' && name !== undefined) throw new TypeError(`${where}: export is for modules, and the target is a function`);
  if (typeof target === 'function') return { load: { by: 'text', text: textOf(where, target), name: target.name } };
  const href = hrefOf(target);
  if (href !== undefined) return { load: { by: 'module', module: moduleOf(where, href), name: name ?? 'default', isClass: false } };
  const { worker, export: own } = (target ?? {}) as Partial<WorkerTarget>;
  if (typeof worker !== 'function') throw new TypeError(`${where} expects ${EXPECTED}, not ${show(target)}`);
  return { load: { by: 'serve', name: name ?? own ?? 'default' }, worker: worker as () => WorkerLike };
}

/**
 * The module of a class that extends Thread.
 *
 * @throws TypeError it does not say where it is
 */
export function classTarget(type: { readonly name: string; readonly module?: unknown; readonly export?: unknown }): Target {
  const where = `${type.name}.start()`;
  const href = hrefOf(type.module);
  if (href === undefined) {
    throw new TypeError(
      `${where}: a thread of its own needs to find the class: add \`static module = import.meta.url\` to it, and export it ` +
        `as ${type.name} (or name its export with \`static export\`)`,
    );
  }
  const name = typeof type.export === 'string' ? type.export : type.name;
  return { load: { by: 'module', module: moduleOf(where, href), name, isClass: true } };
}

/** Where a module is; undefined: that is none. */
export function hrefOf(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  const href = (target as { readonly href?: unknown } | null | undefined)?.href;
  return typeof href === 'string' ? href : undefined;
}

/** An absolute URL: what is relative would be taken as relative to this package. */
export function moduleOf(where: string, href: string): string {
  try {
    // A path of Windows looks like a URL.
    return /^(?:\/|[a-z]:[\\/])/i.test(href) ? fileUrl(href) : new URL(href).href;
  } catch {
    throw new TypeError(
      `${where}: '${href}' is no absolute URL, and a thread cannot know to what it is relative; pass new URL('${href}', import.meta.url)`,
    );
  }
}

/** The source of a function, as an expression. */
export function textOf(where: string, fn: object): string {
  const text = Function.prototype.toString.call(fn);
  if (/\{\s*\[native code\]\s*\}$/.test(text)) {
    throw new TypeError(`${where}: the function is the runtime's own, or bound, and has no source that could travel; wrap it in one`);
  }
  if (/^class\b/.test(text)) {
    throw new TypeError(`${where} expects ${EXPECTED}, not a class; to run an object, extend Thread`);
  }
  return text;
}
