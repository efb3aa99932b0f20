import { DEATH, type Case } from '../../../model-testing/src/index.ts';

/** What the scenarios need of the package. */
export type Counters = Pick<typeof import('@sync/atomics'), 'AtomicCounter' | 'AtomicFlag' | 'PerThreadCounter'>;

/** What a cell of a PerThreadCounter counts up to before it carries. */
const CARRY = 2 ** 30;

/** The floor's classes that never wait. */
export const COUNTERS: readonly Case<Counters>[] = [
  {
    name: 'an AtomicCounter loses nothing, and gives each count once',
    options: {},
    awaits: false,
    setup: ({ AtomicCounter }) => {
      const counter = new AtomicCounter({ buffer: new SharedArrayBuffer(AtomicCounter.byteLength) });
      const adds = (): number => counter.increment();
      return {
        threads: [adds, adds, adds],
        final: (counts) => {
          if (counter.value !== 3) throw new Error(`the count is ${counter.value}`);
          if (new Set(counts).size !== 3) throw new Error(`two got the same: ${counts.join()}`);
        },
      };
    },
  },
  {
    name: 'an AtomicFlag is set by one',
    options: {},
    awaits: false,
    setup: ({ AtomicFlag }) => {
      const flag = new AtomicFlag({ buffer: new SharedArrayBuffer(AtomicFlag.byteLength) });
      const sets = (): boolean => flag.testAndSet();
      return {
        threads: [sets, sets, sets],
        final: (was) => {
          if (was.filter((set) => set === false).length !== 1) throw new Error(`it was set before: ${was.join()}`);
        },
      };
    },
  },
  {
    name: 'a sum of a PerThreadCounter is one that was there, also while a cell carries',
    options: {},
    awaits: false,
    setup: ({ PerThreadCounter }) => {
      const counter = new PerThreadCounter({ buffer: new SharedArrayBuffer(PerThreadCounter.byteLength) });
      // It carries twice: the second time into the place that counted at first.
      const steps = [CARRY - 1, 2, CARRY + 4];
      const sums = [0, CARRY - 1, CARRY + 1, 2 * CARRY + 5];
      const adds = (): void => {
        for (const step of steps) counter.add(step);
      };
      const looks = (): void => {
        const sum = counter.sum();
        if (!sums.includes(sum)) throw new Error(`the sum is ${sum}`);
      };
      return {
        threads: [adds, looks],
        final: () => {
          if (counter.sum() !== sums.at(-1)) throw new Error(`the sum is ${counter.sum()}`);
        },
      };
    },
  },
  {
    name: 'one dies that adds to a PerThreadCounter: what it has added is whole',
    options: { ...DEATH, preemptions: 1 },
    awaits: false,
    setup: ({ PerThreadCounter }) => {
      const counter = new PerThreadCounter({ buffer: new SharedArrayBuffer(PerThreadCounter.byteLength) });
      const steps = [CARRY - 1, 2];
      const sums = [0, CARRY - 1, CARRY + 1];
      const adds = (): void => {
        for (const step of steps) counter.add(step);
      };
      return {
        threads: [adds, adds],
        final: () => {
          const sum = counter.sum();
          if (!sums.some((one) => sums.includes(sum - one))) throw new Error(`the sum is ${sum}`);
        },
      };
    },
  },
  {
    name: 'two threads that claim a cell at once get one each',
    options: {},
    awaits: false,
    setup: ({ PerThreadCounter }) => {
      const counter = new PerThreadCounter({ buffer: new SharedArrayBuffer(PerThreadCounter.byteLength) });
      const adds = (): void => {
        counter.add(1);
        counter.add(1);
      };
      return {
        threads: [adds, adds],
        final: () => {
          if (counter.sum() !== 4) throw new Error(`the sum is ${counter.sum()}`);
        },
      };
    },
  },
];
