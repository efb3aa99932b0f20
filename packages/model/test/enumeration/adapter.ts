/** The same programs for the checker: what a thread yields is done by the real `Atomics`. */
import { KILLED as DEAD, type Scenario } from '@sync/model';
import { FIRST_ID, isGone } from '../is-gone.ts';
import { KILLED, type Operation, type Program, type Thread } from './program.ts';

/** A setup for `check` and `explore`. */
export function setupOf(program: Program): () => Scenario {
  return () => {
    const words = new Int32Array(new SharedArrayBuffer(4 * program.words));
    program.initial?.forEach((value, index) => (words[index] = value));
    // One function of the program is one function for the checker, too.
    const bodies = new Map(program.threads.map((make) => [make, () => follow(words, make())]));
    return {
      threads: program.threads.map((make) => bodies.get(make)!),
      final: (results) => program.final?.(Array.from(words), results.map((result) => (result === DEAD ? KILLED : result))),
      // Who has one tells threads of one function apart.
      ...(program.mayDie && { mayDie: (thread) => program.mayDie?.(thread, Array.from(words)) ?? true }),
    };
  };
}

/**
 * All steps are asked for from one place in the source, so that to the checker equal ones may
 * look like rounds of a loop that waits. As all programs here end, it must not cut them.
 */
function follow(words: Int32Array, thread: Thread): unknown {
  let turn = thread.next();
  while (turn.done !== true) turn = thread.next(perform(words, turn.value));
  return turn.value;
}

function perform(words: Int32Array, operation: Operation): unknown {
  switch (operation.kind) {
    case 'now':
      return performance.now();
    case 'isGone':
      return isGone(operation.thread + FIRST_ID);
    case 'load':
      return Atomics.load(words, operation.index);
    case 'read':
      return words[operation.index];
    case 'write':
      words[operation.index] = operation.value;
      return undefined;
    case 'compareExchange':
      return Atomics.compareExchange(words, operation.index, operation.expected, operation.value);
    case 'wait':
      return Atomics.wait(words, operation.index, operation.expected, operation.timeout);
    case 'notify':
      return Atomics.notify(words, operation.index, operation.count);
    default:
      return Atomics[operation.kind](words, operation.index, operation.value);
  }
}
