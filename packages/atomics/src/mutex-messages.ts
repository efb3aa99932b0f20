import { load } from './atomics.ts';
import { selfCircular } from './deadlock-error.ts';
import { AbandonedLockError, NotOwnerError, type DeadlockError } from './errors.ts';
import type { Subject } from './input.ts';
import {
  SLOT_DEPTH,
  SLOT_STATE,
  hasWaiters,
  isFree,
  isPoisoned,
  isRecorded,
  levelsOf,
  ownerOf,
} from './mutex-word.ts';
import { threadName, type ThreadTable } from './thread-table.ts';

/** A mutex, as far as messages speak of it. */
export interface Described extends Subject {
  /** In the format of `mutex-word.ts`. */
  readonly words: Int32Array;
  /** The names of its owners. */
  readonly table: ThreadTable;
}

/** How often the owner holds it; 0: free. */
export function depthOf({ words }: Described): number {
  const word = load(words, SLOT_STATE);
  if (isFree(word)) return 0;
  return isRecorded(word) ? 1 + levelsOf(load(words, SLOT_DEPTH)) : 1;
}

/** Held by whom, how often, and is somebody waiting? */
export function describe(mutex: Described): string {
  const word = load(mutex.words, SLOT_STATE);
  if (isFree(word)) return `${mutex.label}[free]`;
  const owner = threadName(ownerOf(word), mutex.table);
  if (isPoisoned(word)) return `${mutex.label}[abandoned by ${owner}]`;
  const depth = depthOf(mutex);
  const facts = [`held by ${owner}`];
  if (depth > 1) facts.push(`depth ${depth}`);
  if (hasWaiters(word)) facts.push('others waiting');
  return `${mutex.label}[${facts.join(', ')}]`;
}

/** The calling thread would wait for itself. */
export function selfDeadlock(mutex: Described, call: string, me: number, reentrant: boolean): DeadlockError {
  const [how, cure] = reentrant
    ? [' by an async call', `use await ${call}Async()`]
    : ['', 'use an RLock to enter again, or pass { timeout }'];
  const who = `${mutex.label}: ${call}() by ${threadName(me, mutex.table)}, which holds it${how}`;
  return selfCircular(mutex, mutex.table, `${who}, and would wait for itself; ${cure}`);
}

/** Its owner has died. */
export function abandoned({ label, table }: Described, owner: number): AbandonedLockError {
  const ownerName = threadName(owner, table);
  return new AbandonedLockError(
    `${label}: ${ownerName} (thread ${owner}) died while it held it, so what it protects may be half done; ` +
      'recover() acquires it for you to put that right.',
    { owner, ownerName },
  );
}

/** A release by a thread that does not hold it. */
export function notOwner(mutex: Described, me: number, owner: number): NotOwnerError {
  return new NotOwnerError(
    `${mutex.label}: release() by ${threadName(me, mutex.table)}, but ${holder(mutex, owner)} holds it. Only the holder may ` +
      'release; to signal between threads use a Semaphore.',
    { owner },
  );
}

/** A call that is for the holder alone, of something over the mutex, by a thread that is not the holder. */
export function notHeld(subject: Subject, call: string, mutex: Described, me: number): NotOwnerError {
  const owner = ownerOf(load(mutex.words, SLOT_STATE));
  return new NotOwnerError(
    `${subject.label}: ${call}() by ${threadName(me, mutex.table)}, but ${holder(mutex, owner)} holds ` +
      `${mutex.label}. Acquire it first.`,
    { owner },
  );
}

function holder(mutex: Described, owner: number): string {
  return owner === 0 ? 'nobody' : threadName(owner, mutex.table);
}
