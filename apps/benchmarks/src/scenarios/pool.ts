import { FEWER_ROUNDS, LONG_ROUNDS, type Bar, type Scenario } from './scenario.ts';

const LIBRARIES = ['piscina', 'tinypool', 'workerpool', 'poolifier'] as const;
const PYTHON = ['python-thread-pool', 'python-process-pool'] as const;
const ALL = ['sync-pool', ...LIBRARIES, 'bare-pool', 'multithreading-pool', ...PYTHON] as const;
const NUMBERS: Readonly<Record<number, string>> = { 1: 'one thread', 2: 'two threads', 4: 'four threads' };

const common = { suite: 'pool', operation: 'task', ours: 'sync-pool', apart: true } as const;

const ours = 'sync-pool';

/** The best of the libraries is each of them. */
function besideLibraries(atLeast: number): readonly Bar[] {
  return LIBRARIES.map((rival) => ({ kind: 'ratio', what: `at least ${String(atLeast)} x ${rival}`, ours, rival, atLeast }));
}

const LOOP_BAR: Bar = {
  kind: 'value',
  what: 'the loop that submits is late by at most 5 ms, 99 % of the time',
  ours,
  metric: 'loopDelayMs',
  atMost: 5,
  by: 'quartile',
};

const TINY = 'adds 1 to a number; each has a promise of its own, each result is checked.';

function tiny(work: string, title: string, how: string, factor?: number): readonly Scenario[] {
  return [1, 2, 4].map((workers): Scenario => ({
    ...common,
    ...(factor !== undefined && workers === 2 ? { bars: [...besideLibraries(factor), LOOP_BAR] } : FEWER_ROUNDS),
    group: 'pool-tiny',
    id: `${work}-${String(workers)}w`,
    title: `Tiny tasks, ${title}, ${NUMBERS[workers] ?? ''}`,
    about: `${how} A task ${TINY}`,
    work,
    threads: workers,
    contenders: ALL,
    quick: workers === 2 && work !== 'pool-burst',
  }));
}

function besideBare(metric: 'waitP50' | 'waitP99', what: string): Bar {
  return { kind: 'ratio', what: `${what} at most 1.2 x a bare round trip’s`, ours, rival: 'bare-pool', metric, atMost: 1.2 };
}

function latency(idleMs: number): Scenario {
  const after = idleMs === 0 ? 'without a pause' : `after ${String(idleMs)} ms of idleness`;
  return {
    ...common,
    group: 'pool-latency',
    id: `pool-latency-${String(idleMs)}ms`,
    title: `One task at a time, ${after}`,
    about: `One thread adds 1 to a number: the wait is the time from submission to result, ${after}. Bare postMessage is a round trip.`,
    work: `pool-latency-${String(idleMs)}`,
    threads: 1,
    contenders: [...ALL, 'sync-pool-blocking'],
    bars: [besideBare('waitP50', 'p50'), besideBare('waitP99', 'p99')],
    quick: idleMs === 0,
    ...(idleMs > 1 ? { roundMs: 2000 } : {}),
  };
}

const SAME_BYTES = { 'python-thread-pool': 'its threads have the same bytes: nothing is passed' };

function passing(id: string, title: string, about: string, unfit: Readonly<Record<string, string>>): Scenario {
  return {
    ...common,
    ...FEWER_ROUNDS,
    group: 'pool-arguments',
    id,
    title: `An argument of ${title}`,
    about: `Two threads look at both ends of ${about}; each result is checked.`,
    work: id,
    threads: 2,
    contenders: ALL.filter((one) => unfit[one] === undefined),
    unfit,
    quick: false,
  };
}

const ITS_ARITHMETIC = 'its arithmetic would be measured, not its pool';
const NO_MODULES = 'its tasks are functions that know nothing but their argument';

const BARE_BAR: Bar = { kind: 'ratio', what: 'at least 0.98 x bare Workers', ours, rival: 'bare-pool', atLeast: 0.98 };

function computing(id: string, title: string, about: string, python: boolean): readonly Scenario[] {
  const unfit = {
    'multithreading-pool': NO_MODULES,
    ...(python ? {} : { 'python-thread-pool': ITS_ARITHMETIC, 'python-process-pool': ITS_ARITHMETIC }),
  } as Readonly<Record<string, string>>;
  return [1, 2].map((workers): Scenario => ({
    ...common,
    ...(workers === 2 ? { bars: [BARE_BAR] } : FEWER_ROUNDS),
    group: 'pool-computing',
    id: `${id}-${String(workers)}w`,
    title: `${title}, ${NUMBERS[workers] ?? ''}`,
    about: `${about}, in two halves, each a task; each result is checked. Bare postMessage is two halves for bare workers.`,
    operation: 'whole',
    work: id,
    threads: workers,
    contenders: ALL.filter((one) => unfit[one] === undefined),
    unfit,
    roundMs: 1000,
    quickRoundMs: 100,
    quick: workers === 2 && id === 'pool-primes',
  }));
}

/** What a pool of threads is used for. */
export const poolScenarios: readonly Scenario[] = [
  ...tiny('pool-window-1000', '1,000 on their way', 'Who has a result submits the next task, so that 1,000 are on their way.', 10),
  ...tiny('pool-window-16', '16 on their way', 'Who has a result submits the next task, so that 16 are on their way.', 3),
  ...tiny('pool-burst', '10,000 at once', '10,000 tasks are submitted at once, then all results awaited.'),
  ...[0, 1, 20].map(latency),
  {
    ...common,
    ...FEWER_ROUNDS,
    group: 'pool-latency',
    id: 'pool-steady',
    title: 'Tiny tasks, five in each millisecond, two threads',
    about: `However late results are, five tasks in each millisecond are submitted: the wait is the time from submission to result. A task ${TINY}`,
    work: 'pool-steady',
    threads: 2,
    contenders: ALL,
    quick: false,
  },
  passing('pool-1kb', '1 kB', '1,024 bytes, which are copied; 16 tasks are on their way', {
    ...SAME_BYTES,
    'multithreading-pool': 'moves bytes, always',
  }),
  passing('pool-1mb', '1 MB', '1 MiB, which is copied; 4 tasks are on their way', {
    ...SAME_BYTES,
    'multithreading-pool': 'moves bytes, always',
  }),
  passing('pool-1mb-moved', '1 MB, moved', '1 MiB, which is made anew each time and moves; 4 tasks are on their way', {
    ...SAME_BYTES,
    'python-process-pool': 'between processes nothing moves',
  }),
  ...computing('pool-primes', 'Counting primes', 'The primes below 400,000 are counted', false),
  ...computing('pool-mandelbrot', 'Rows of a picture', 'The rows of a picture of the Mandelbrot set are computed', false),
  ...computing('pool-hash', 'Hashing', '2,000 blocks of 64 KiB are hashed with SHA-256', true),
  {
    ...common,
    ...FEWER_ROUNDS,
    group: 'pool-computing',
    id: 'pool-mixed',
    title: 'Short tasks behind a long one',
    about: 'A task keeps one of two threads busy for 50 ms, 200 tiny tasks are submitted behind it: the time until all of these are done.',
    operation: 'crowd of 200',
    work: 'pool-mixed',
    threads: 2,
    contenders: ALL.filter((one) => one !== 'multithreading-pool'),
    unfit: { 'multithreading-pool': NO_MODULES },
    quick: false,
  },
  {
    ...common,
    ...FEWER_ROUNDS,
    group: 'pool-making',
    id: 'pool-start',
    title: 'From no pool to a first result',
    about: 'A pool of two threads is made and gives a first result, over and over; libraries are loaded, and the end of a pool is not timed.',
    operation: 'pool',
    work: 'pool-start',
    threads: 2,
    contenders: ALL,
    quick: false,
  },
  {
    ...common,
    ...LONG_ROUNDS,
    group: 'pool-making',
    id: 'pool-memory',
    title: 'Memory of a thread of a pool',
    about: 'What a pool of 8 threads, which have all run something, adds to the memory of a process that had one before, for each.',
    operation: 'thread',
    work: 'pool-memory',
    threads: 8,
    fresh: true,
    contenders: ['sync-pool', ...LIBRARIES, 'bare-pool'],
    quick: false,
  },
];
