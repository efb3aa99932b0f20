import { lock, unlock } from './lock.ts';
import type { Planted } from './planted.ts';
import { words } from './words.ts';

/** The reader may come between. */
export const publishedEarly: Planted = {
  bug: 'a slot is published before it is written',
  kind: 'race',
  says: /^Data race: T0 and T1 touch the same bytes, and nothing orders them\./,
  preemptions: 1,
  scenario(isPlanted) {
    const [SLOT, PUBLISHED] = [0, 1];
    const memory = words(2);
    const writer = (): void => {
      if (!isPlanted) memory[SLOT] = 42;
      Atomics.store(memory, PUBLISHED, 1);
      if (isPlanted) memory[SLOT] = 42;
    };
    const reader = (): number | undefined => (Atomics.load(memory, PUBLISHED) === 1 ? memory[SLOT] : 42);
    return {
      threads: [writer, reader],
      final([, value]) {
        if (value !== 42) throw new Error(`read ${String(value)}`);
      },
    };
  },
};

/** The first look is not ordered with the write. */
export const plainFlag: Planted = {
  bug: 'a once looks at its flag by a plain read first',
  kind: 'race',
  says: /^Data race: T0 and T1 touch the same bytes/,
  preemptions: 0,
  scenario(isPlanted) {
    const [LOCK, DONE, VALUE] = [0, 1, 2];
    const memory = words(3);
    const isDone = (): boolean => (isPlanted ? memory[DONE] : Atomics.load(memory, DONE)) === 1;
    const once = (): number | undefined => {
      if (!isDone()) {
        lock(memory, LOCK);
        if (!isDone()) {
          memory[VALUE] = 7;
          if (isPlanted) memory[DONE] = 1;
          else Atomics.store(memory, DONE, 1);
        }
        unlock(memory, LOCK);
      }
      return memory[VALUE];
    };
    return {
      threads: [once, once],
      final(results) {
        if (results.some((result) => result !== 7)) throw new Error(`got ${String(results)}`);
      },
    };
  },
};

/** A load and a store leave a gap in which another one may write. */
export const lostUpdate: Planted = {
  bug: 'a counter is loaded and stored, each atomically',
  kind: 'final',
  says: /^final\(\) throws: Error: 1 of 2\./,
  preemptions: 1,
  scenario(isPlanted) {
    const count = words(1);
    const increment = (): void => {
      if (isPlanted) Atomics.store(count, 0, Atomics.load(count, 0) + 1);
      else Atomics.add(count, 0, 1);
    };
    return {
      threads: [increment, increment],
      final() {
        if (count[0] !== 2) throw new Error(`${String(count[0])} of 2`);
      },
    };
  },
};

/** Readers are counted in the same word, above the writer's bit. */
export const writerWithReader: Planted = {
  bug: 'a writer sets its bit whether or not there are readers',
  kind: 'thrown',
  says: /^T\d throws: Error: a writer beside 1 readers\./,
  preemptions: 1,
  scenario(isPlanted) {
    const [WRITER, READER] = [1, 2];
    const state = words(1);
    const reader = (): void => {
      for (;;) {
        const before = Atomics.load(state, 0);
        if (before === WRITER) Atomics.wait(state, 0, WRITER);
        else if (Atomics.compareExchange(state, 0, before, before + READER) === before) break;
      }
      Atomics.sub(state, 0, READER);
      Atomics.notify(state, 0);
    };
    const writer = (): void => {
      for (;;) {
        const before = Atomics.load(state, 0);
        if (before !== 0 && !isPlanted) Atomics.wait(state, 0, before);
        else if (Atomics.compareExchange(state, 0, before, before | WRITER) === before) break;
      }
      const readers = Atomics.load(state, 0) >> 1;
      if (readers > 0) throw new Error(`a writer beside ${readers} readers`);
      Atomics.sub(state, 0, WRITER);
      Atomics.notify(state, 0);
    };
    return { threads: [reader, writer] };
  },
};

/** The number of a node says nothing about whether it was away between. */
export const sameHeadAgain: Planted = {
  bug: 'a stack compares its head by the number of the node alone',
  kind: 'final',
  says: /^final\(\) throws: Error: node 2 is in the stack, but was taken\./,
  preemptions: 1,
  scenario(isPlanted) {
    const HEAD = 0;
    // The stack is 1, 2; word n holds the node after node n. Above 8 the head counts its changes.
    const memory = words(3);
    memory.set([1, 2, 0]);
    const nodeOf = (head: number): number => head & 7;
    const headOf = (node: number, before: number): number => (isPlanted ? node : node | ((before & ~7) + 8));
    const pop = (): number => {
      for (;;) {
        const head = Atomics.load(memory, HEAD);
        if (nodeOf(head) === 0) return 0;
        const next = Atomics.load(memory, nodeOf(head));
        if (Atomics.compareExchange(memory, HEAD, head, headOf(next, head)) === head) return nodeOf(head);
      }
    };
    const push = (node: number): void => {
      for (;;) {
        const head = Atomics.load(memory, HEAD);
        Atomics.store(memory, node, nodeOf(head));
        if (Atomics.compareExchange(memory, HEAD, head, headOf(node, head)) === head) return;
      }
    };
    const popTwoPushOne = (): number => {
      const first = pop();
      const second = pop();
      if (first !== 0) push(first);
      return second;
    };
    return {
      threads: [pop, popTwoPushOne],
      final([, taken]) {
        for (let node = nodeOf(memory[HEAD]!); node !== 0; node = memory[node]!) {
          if (node === taken) throw new Error(`node ${node} is in the stack, but was taken`);
        }
      },
    };
  },
};
