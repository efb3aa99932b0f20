import { drawThreadNumber, homeTable, threadFacts, threadId } from '@sync/atomics/internal';
import { describeLoad } from './failure.ts';
import { targetOf, type Target } from './target.ts';
import { threadOptions, type AnyThreadOptions, type CheckedOptions } from './thread-options.ts';

/** What a thread will run, and how. */
export interface Plan {
  /** Undefined: the object's own `run`. */
  readonly target: Target | undefined;
  /** For messages; undefined: the object's own `run`. */
  readonly what: string | undefined;
  readonly options: CheckedOptions;
  readonly name: string;
  readonly daemon: boolean;
}

/**
 * What the arguments of a constructor ask for.
 *
 * @param where as `new Thread()`
 * @param hasRun the class has a `run` of its own
 */
export function planOf(where: string, target: unknown, options: unknown, hasRun: boolean): Plan {
  const isObject = hasRun && isSettings(target);
  const checked = threadOptions(where, (isObject ? target : options) as AnyThreadOptions | undefined);
  const found = isObject ? undefined : targetOf(where, target, checked.export);
  return {
    target: found,
    what: found && describeLoad(found.load),
    options: checked,
    name: checked.name ?? defaultName(found?.load.name),
    daemon: checked.daemon ?? threadFacts(threadId(), homeTable())?.daemon ?? false,
  };
}

function defaultName(what: string | undefined): string {
  const name = `Thread-${drawThreadNumber()}`;
  return what === undefined || what === '' ? name : `${name} (${what})`;
}

/** True for options, or none; false for what would be a target. */
function isSettings(value: unknown): boolean {
  if (value === undefined) return true;
  return typeof value === 'object' && value !== null && !('href' in value) && !('worker' in value);
}
