/** What the programs of the tests are made of, right and wrong. */
import {
  add,
  compareExchange,
  exchange,
  load,
  notify,
  now,
  read,
  store,
  sub,
  wait,
  write,
  type Thread,
} from './program.ts';

/** Drepper's mutex ("Futexes Are Tricky", 2): 0 free, 1 held, 2 held and somebody may sleep. */
export function* lock(word: number): Thread<void> {
  let seen: number = yield compareExchange(word, 0, 1);
  if (seen === 0) return;
  if (seen !== 2) seen = yield exchange(word, 2);
  while (seen !== 0) {
    yield wait(word, 2);
    seen = yield exchange(word, 2);
  }
}

export function* unlock(word: number): Thread<void> {
  const seen: number = yield exchange(word, 0);
  if (seen === 2) yield notify(word, 1);
}

/** Wrong: takes it for granted that a woken thread has the lock. */
export function* lockWithoutLoop(word: number): Thread<void> {
  const seen: number = yield compareExchange(word, 0, 1);
  if (seen === 0) return;
  if ((yield exchange(word, 2)) === 0) return;
  yield wait(word, 2);
}

/** Gives up when its time is up: returns false. */
export function* timedLock(word: number, milliseconds: number): Thread<boolean> {
  if ((yield compareExchange(word, 0, 1)) === 0) return true;
  while ((yield exchange(word, 2)) !== 0) {
    if ((yield wait(word, 2, milliseconds)) === 'timed-out') return false;
  }
  return true;
}

/** Wrong: whoever gives up says that nobody sleeps, and others may. */
export function* timedLockThatResets(word: number, milliseconds: number): Thread<boolean> {
  if ((yield compareExchange(word, 0, 1)) === 0) return true;
  while ((yield exchange(word, 2)) !== 0) {
    if ((yield wait(word, 2, milliseconds)) === 'timed-out') {
      yield compareExchange(word, 2, 1);
      return false;
    }
  }
  return true;
}

/** Computes once when its time is up, and looks at the clock after each sleep. */
export function* lockUntil(word: number, milliseconds: number): Thread<boolean> {
  const end = ((yield now) as number) + milliseconds;
  if ((yield compareExchange(word, 0, 1)) === 0) return true;
  while ((yield exchange(word, 2)) !== 0) {
    const left = end - ((yield now) as number);
    if (left <= 0) return false;
    yield wait(word, 2, left);
  }
  return true;
}

/** Under a lock that its thread may take again: 1 its owner, 2 how often. */
export function* lockAgain(word: number, me: number): Thread<void> {
  if ((yield load(word + 1)) !== me) {
    yield* lock(word);
    yield store(word + 1, me);
  }
  yield add(word + 2, 1);
}

export function* unlockOnce(word: number): Thread<void> {
  if ((yield sub(word + 2, 1)) !== 1) return;
  yield store(word + 1, 0);
  yield* unlock(word);
}

/** A condition variable: `sequence` counts the notifications. */
export function* waitFor(sequence: number, mutex: number): Thread<void> {
  const seen: number = yield load(sequence);
  yield* unlock(mutex);
  yield wait(sequence, seen);
  yield* lock(mutex);
}

/** Wrong: a notification between the two is missed. */
export function* waitForTooLate(sequence: number, mutex: number): Thread<void> {
  yield* unlock(mutex);
  const seen: number = yield load(sequence);
  yield wait(sequence, seen);
  yield* lock(mutex);
}

/** A barrier: how many have come, and in the next word which generation it is. */
export function* arrive(word: number, parties: number): Thread<void> {
  const generation: number = yield load(word + 1);
  if (((yield add(word, 1)) as number) + 1 < parties) {
    yield wait(word + 1, generation);
    return;
  }
  yield store(word, 0);
  yield add(word + 1, 1);
  yield notify(word + 1);
}

/** Wrong: the generation may be over when it is looked at. */
export function* arriveFirst(word: number, parties: number): Thread<void> {
  if (((yield add(word, 1)) as number) + 1 < parties) {
    yield wait(word + 1, yield load(word + 1));
    return;
  }
  yield store(word, 0);
  yield add(word + 1, 1);
  yield notify(word + 1);
}

/** A semaphore in one word. */
export function* acquire(word: number): Thread<void> {
  for (;;) {
    const permits: number = yield load(word);
    if (permits === 0) yield wait(word, 0);
    else if ((yield compareExchange(word, permits, permits - 1)) === permits) return;
  }
}

export function* release(word: number): Thread<void> {
  yield add(word, 1);
  yield notify(word, 1);
}

/** Wrong: the second of two releases wakes nobody. */
export function* releaseFromZero(word: number): Thread<void> {
  if ((yield add(word, 1)) === 0) yield notify(word, 1);
}

/** Puts items into a slot, the word 2, which is plain: 0 how many were put, 1 how many were taken. */
export function* produce(items: readonly number[]): Thread<void> {
  for (const [at, item] of items.entries()) {
    while ((yield load(1)) < at) yield wait(1, at - 1);
    yield write(2, item);
    yield store(0, at + 1);
    yield notify(0);
  }
}

export function* consume(count: number): Thread<number[]> {
  const items: number[] = [];
  for (let at = 0; at < count; at++) {
    while ((yield load(0)) === at) yield wait(0, at);
    items.push(yield read(2));
    yield store(1, at + 1);
    yield notify(1);
  }
  return items;
}

/** Wrong: the notification may be of the item before. */
export function* consumeWithoutLoop(count: number): Thread<number[]> {
  const items: number[] = [];
  for (let at = 0; at < count; at++) {
    if ((yield load(0)) === at) yield wait(0, at);
    items.push(yield read(2));
    yield store(1, at + 1);
    yield notify(1);
  }
  return items;
}

/** Wrong: says that the slot is full, then fills it. */
export function* publishFirst(item: number): Thread<void> {
  yield store(0, 1);
  yield notify(0);
  yield write(2, item);
}
