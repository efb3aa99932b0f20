import { SLOT_STOP, sharedNow } from '../control-words.ts';
import type { RecoverableLock } from '../lock-shapes.ts';
import { shapeOf, type Loop, type Round, type ThreadResult } from '../task.ts';
import { TimedWaits } from '../timed-waits.ts';
import { Victim } from '../victim.ts';

/** How a thread waits in vain: resolves with the error. */
type Waits = (lock: RecoverableLock) => unknown;

function blocked(lock: RecoverableLock): unknown {
  try {
    return lock.acquire();
  } catch (error) {
    return error;
  }
}

const awaiting: Waits = (lock) => lock.acquireAsync().catch((error: unknown) => error);

async function deaths(waits: Waits, round: Round): Promise<ThreadResult> {
  const { me, control, task, shared } = round;
  const lock = shapeOf(round, 'recoverable', me - 1);
  const timed = new TimedWaits();
  let operations = 0;
  do {
    const victim = new Victim(task.contender, shared[me - 1]);
    await victim.holds();
    victim.letGo();
    const told = await waits(lock);
    const at = sharedNow();
    timed.add(at - (await victim.end()));
    if ((told as Error).name !== 'AbandonedLockError') throw new Error(`was told ${String(told)}`);
    lock.recover();
    lock.release();
    operations++;
  } while (control[SLOT_STOP] === 0);
  return timed.result(operations);
}

/** Each thread is blocked on a lock of its own while a thread ends that holds it, over and over. */
export const death: Loop = (round) => deaths(blocked, round);

/** The same, awaited. */
export const deathAsync: Loop = (round) => deaths(awaiting, round);
