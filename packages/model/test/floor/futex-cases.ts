import { KILLED, abortSignal, type CheckOptions, type Scenario } from '@sync/model';
import { DEATH, NO_SLICES, type Case } from '../../../model-testing/src/index.ts';

/** What the scenarios need of the package: the same ones run on it and on its mutants. */
export type Floor = Pick<typeof import('@sync/atomics'), 'AtomicInt32' | 'Futex' | 'threadId'>;

type FutexCase = Case<Floor>;

/** Shorter than a slice. */
const BRIEF = 10;

/** Words of a gate: who is in, what it protects. */
const OWNER = 0;
const TOTAL = 1;

/** The simplest lock that a futex can make: its word is the owner's id. */
class Gate {
  readonly words: Int32Array = new Int32Array(new SharedArrayBuffer(8));
  readonly floor: Floor;

  constructor(floor: Floor) {
    this.floor = floor;
  }

  /** Enters if nobody is in; returns who is: 0 if it was free. */
  enter(): number {
    return Atomics.compareExchange(this.words, OWNER, 0, this.floor.threadId());
  }

  /** The section, and out; true. */
  pass(): number {
    this.words[TOTAL]!++;
    Atomics.store(this.words, OWNER, 0);
    this.floor.Futex.notify(this.words, OWNER, 1);
    return 1;
  }

  /** A scenario whose threads return how often they passed. */
  scenario(...ways: readonly Way[]): Scenario {
    return {
      threads: ways.map((way) => () => way(this)),
      mayDie: (thread) => Atomics.load(this.words, OWNER) !== thread + 2,
      final: (results) => {
        const ended = results.filter((count): count is number => count !== KILLED);
        const passes = ended.reduce((sum, count) => sum + count, 0);
        const most = passes + results.length - ended.length;
        const total = this.words[TOTAL]!;
        if (total < passes || total > most) throw new Error(`${passes} passes were made, ${total} were counted`);
        if (this.words[OWNER] !== 0) throw new Error('the gate is not free');
      },
    };
  }
}

/** Passes the gate once in one of the ways there are to wait; returns how often it did. */
type Way = (gate: Gate) => number | Promise<number>;

const waits = (gate: Gate): number => {
  for (;;) {
    const owner = gate.enter();
    if (owner === 0) return gate.pass();
    gate.floor.Futex.wait(gate.words, OWNER, owner);
  }
};

const waitsTimed = (gate: Gate): number => {
  for (;;) {
    const owner = gate.enter();
    if (owner === 0) return gate.pass();
    if (gate.floor.Futex.wait(gate.words, OWNER, owner, { timeout: BRIEF }) === 'timed-out') return 0;
  }
};

const awaits = async (gate: Gate): Promise<number> => {
  for (;;) {
    const owner = gate.enter();
    if (owner === 0) return gate.pass();
    await gate.floor.Futex.waitAsync(gate.words, OWNER, owner);
  }
};

const awaitsTimed = async (gate: Gate): Promise<number> => {
  for (;;) {
    const owner = gate.enter();
    if (owner === 0) return gate.pass();
    if ((await gate.floor.Futex.waitAsync(gate.words, OWNER, owner, { timeout: BRIEF })) === 'timed-out') return 0;
  }
};

const awaitsAborted = async (gate: Gate): Promise<number> => {
  const signal = abortSignal();
  for (;;) {
    const owner = gate.enter();
    if (owner === 0) return gate.pass();
    try {
      await gate.floor.Futex.waitAsync(gate.words, OWNER, owner, { signal });
    } catch (error) {
      if (signal.aborted && error === signal.reason) return 0;
      throw error;
    }
  }
};

/** All of them; those of threads that block come first. */
const BLOCKING = { waits, waitsTimed } as const;
const AWAITING = { awaits, awaitsTimed, awaitsAborted } as const;

function together(name: string, ways: readonly Way[], options: CheckOptions): FutexCase {
  const hasAsync = ways.some((way) => !Object.values<Way>(BLOCKING).includes(way));
  return { name, options, awaits: hasAsync, setup: (floor) => new Gate(floor).scenario(...ways) };
}

/** All ways to wait, two at a time. */
export const PAIRS: readonly FutexCase[] = Object.entries({ ...BLOCKING, ...AWAITING }).flatMap(([first, way], at, all) =>
  all.slice(at).map(([second, other]) => together(`${first} and ${second}`, [way, other], NO_SLICES)),
);

/** Where three threads have too many interleavings. */
const UP_TO_3: CheckOptions = { ...NO_SLICES, preemptions: 3 };

/** Three at a time: one is in, two wait, and one of these leaves. */
export const TRIPLES: readonly FutexCase[] = [
  together('three that block', [waits, waits, waits], NO_SLICES),
  together('three that await', [awaits, awaits, awaits], NO_SLICES),
  together('a blocked one whose time is up leaves one that blocks and one that awaits', [waits, awaits, waitsTimed], NO_SLICES),
  together('an awaiting one whose time is up leaves one that blocks', [waits, waits, awaitsTimed], NO_SLICES),
  together('an awaiting one whose time is up leaves one that awaits', [waits, awaits, awaitsTimed], NO_SLICES),
  together('an aborted one leaves one that blocks', [waits, waits, awaitsAborted], NO_SLICES),
  together('an aborted one leaves one that awaits', [waits, awaits, awaitsAborted], NO_SLICES),
  together('an aborted one that comes back takes over the wait that it left', [
    waits,
    waits,
    async (gate) => (await awaitsAborted(gate)) + (await awaits(gate)),
  ], UP_TO_3),
];

/** A waiter dies at any of its steps, and the others go on. */
export const KILLS: readonly FutexCase[] = [
  together('one that blocks dies beside one that awaits', [waits, awaits], DEATH),
  together('one that awaits dies beside one that awaits', [awaits, awaits], DEATH),
  together('one of three that block dies', [waits, waits, waits], { ...DEATH, preemptions: 3 }),
  together('one that blocks or one that awaits dies beside two', [waits, waits, awaits], { ...DEATH, preemptions: 3 }),
];

/** What tells the tasks of a thread apart, and other words than a gate's. */
export const CHANGES: readonly FutexCase[] = [
  {
    name: 'tasks of one thread that wait for different values all see the last one',
    options: NO_SLICES,
    awaits: true,
    setup: ({ Futex }) => {
      const words = new Int32Array(new SharedArrayBuffer(4));
      const reaches = async (least: number): Promise<void> => {
        for (let value; (value = Atomics.load(words, 0)) < least; ) await Futex.waitAsync(words, 0, value);
      };
      const counts = (): void => {
        for (const value of [1, 2]) {
          Atomics.store(words, 0, value);
          Futex.notify(words, 0);
        }
      };
      return { threads: [async () => Promise.all([reaches(2), reaches(1)]), counts] };
    },
  },
  {
    name: 'a wake-up alone ends a wait',
    options: NO_SLICES,
    awaits: true,
    setup: ({ Futex }) => {
      const words = new Int32Array(new SharedArrayBuffer(4));
      const wakes = (): void => {
        if (Futex.notify(words, 0) > 0) return;
        Atomics.store(words, 0, 1);
        Futex.notify(words, 0);
      };
      return { threads: [() => Futex.waitAsync(words, 0, 0), wakes] };
    },
  },
  {
    name: 'a task that leaves takes no wake-up from the next in its thread',
    options: NO_SLICES,
    awaits: true,
    setup: (floor) => {
      const gate = new Gate(floor);
      const tasks = async (): Promise<number> => {
        const counts = await Promise.all([awaitsAborted(gate), awaits(gate)]);
        return counts[0] + counts[1];
      };
      return gate.scenario(tasks, waits);
    },
  },
  {
    name: 'a change is seen by all that wait for it on an AtomicInt32, blocked or not',
    options: NO_SLICES,
    awaits: true,
    setup: ({ AtomicInt32 }) => {
      const flag = new AtomicInt32({ buffer: new SharedArrayBuffer(AtomicInt32.byteLength) });
      return {
        threads: [
          () => {
            while (flag.load() === 0) flag.wait(0);
          },
          async () => {
            while (flag.load() === 0) await flag.waitAsync(0);
          },
          () => {
            flag.store(1);
            flag.notify();
          },
        ],
      };
    },
  },
  {
    name: 'a pending wait of a blocked thread holds the others up for a slice at most',
    options: { timeouts: 0, notifyOrder: 'any', preemptions: 2 },
    awaits: true,
    setup: (floor) => {
      const [gate, other] = [new Gate(floor), new Gate(floor)];
      const awaitsAndBlocks = async (): Promise<number> => {
        const pending = awaits(gate);
        if (Atomics.load(gate.words, OWNER) !== floor.threadId()) waits(other);
        return pending;
      };
      const needsBoth = (): number => {
        const outer = other.enter();
        if (outer !== 0) return 0;
        const start = performance.now();
        const done = waits(gate);
        if (performance.now() - start > 50) throw new Error(`waited ${performance.now() - start} ms`);
        other.pass();
        return done;
      };
      return gate.scenario(awaitsAndBlocks, needsBoth, waits);
    },
  },
];
