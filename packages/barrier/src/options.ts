import {
  checkCount,
  checkFunction,
  checkOptions,
  load,
  store,
  timeoutOf,
  type Place,
  type PlacementOptions,
} from '@sync/atomics/internal';
import { ACTION, MOST_PARTIES, SLOT_PARTIES, SLOT_RESETS, SLOT_STATE, SLOT_TIMEOUT, fixedFor, fresh } from './barrier-word.ts';

/** What each thread has to bring. */
export interface ActionOptions {
  /** Called by who comes last, before all go on; its error breaks the barrier. */
  readonly action?: (() => void) | undefined;
}

/** Options of a new barrier. */
export interface BarrierOptions extends PlacementOptions, ActionOptions {
  /** For each `wait` that has none of its own, in milliseconds. None or `Infinity`: for ever. */
  readonly timeout?: number | undefined;
}

/** Checks what a new barrier is made of; what is returned writes it into its words. */
export function begin(parties: number, options: BarrierOptions | undefined): (words: Int32Array) => void {
  const where = 'new Barrier()';
  checkCount(where, 'the number of parties', parties, 1, MOST_PARTIES);
  checkOptions(where, options, 'name, action, timeout');
  const timeout = timeoutOf({ label: 'Barrier' }, 'new', options);
  const action = options?.action;
  if (action !== undefined) checkFunction({ label: 'Barrier' }, 'action', action);
  return (words) => {
    const bits = new Int32Array(Float64Array.of(timeout).buffer);
    bits.forEach((word, at) => {
      store(words, SLOT_TIMEOUT + at, word);
    });
    store(words, SLOT_RESETS, action === undefined ? 0 : ACTION);
    store(words, SLOT_PARTIES, fixedFor(0, parties));
    store(words, SLOT_STATE, fresh(0, parties));
  };
}

/** The barrier's own time limit, in milliseconds. */
export function defaultTimeout(words: Int32Array): number {
  const bits = Int32Array.of(load(words, SLOT_TIMEOUT), load(words, SLOT_TIMEOUT + 1));
  return new Float64Array(bits.buffer)[0] ?? Infinity;
}

/**
 * The action that a thread brings to a barrier of another.
 *
 * @param where as `Barrier.from()`
 * @throws TypeError it has one, and none was given; or the other way round
 */
export function checkAction(where: string, { words }: Place, options: ActionOptions | undefined): ActionOptions['action'] {
  checkOptions(where, options, 'action');
  const action = options?.action;
  const needed = (load(words, SLOT_RESETS) & ACTION) !== 0;
  if (needed !== (action !== undefined)) {
    throw new TypeError(
      needed
        ? `${where}: this barrier has an action, and each thread brings its own: pass { action }`
        : `${where}: this barrier was made without an action, so other threads would run none`,
    );
  }
  if (action !== undefined) checkFunction({ label: where }, 'action', action);
  return action;
}
