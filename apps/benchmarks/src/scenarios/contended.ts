import type { Bar, Scenario } from './scenario.ts';

const PRIVATE_NS = [0, 100, 1000];
const CONTENDERS = [
  'sync-lock', 'sync-rlock', 'sync-lock-latest', 'c-mutex', 'c-adaptive', 'c-fair', 'java-lock', 'python-lock',
  'v8-mutex', 'textbook-futex', 'multithreading', 'node-locks',
];

/** What P9 promises: nobody starves. */
export function fairnessBars(threads: number): readonly Bar[] {
  if (threads < 4) return [];
  const own = { kind: 'value', ours: 'sync-lock', by: 'worst' } as const;
  return [
    { ...own, what: 'no thread below a third of its fair share', metric: 'fairnessShare', atLeast: 1 / 3 },
    { ...own, what: 'no wait above 100 ms', metric: 'longestWaitMs', atMost: 100 },
  ];
}

function barsFor(threads: number, privateNs: number): readonly Bar[] {
  if (threads === 1) return [];
  const atLeast = privateNs < 1000 ? 1 : 0.9;
  const what = `at least ${atLeast.toFixed(1)} x the sections per second of C’s default mutex`;
  return [{ kind: 'ratio', what, ours: 'sync-lock', rival: 'c-mutex', atLeast }, ...fairnessBars(threads)];
}

/** Several threads, one lock: four shared words are added to inside the section, private work is done outside. */
export function contendedScenarios(threadCounts: readonly number[]): readonly Scenario[] {
  return PRIVATE_NS.flatMap((privateNs) =>
    threadCounts.map((threads): Scenario => {
      const many = `${String(threads)} thread${threads === 1 ? '' : 's'}`;
      return {
        id: `contended-${String(threads)}t-${String(privateNs)}ns`,
        suite: 'lock',
        group: `contended-${String(privateNs)}ns`,
        title: `${many}, ${privateNs.toLocaleString('en')} ns between sections`,
        about: `${many}: four shared words added to inside the section, ${String(privateNs)} ns of private work outside.`,
        operation: 'section',
        work: 'contended',
        threads,
        privateNs,
        ours: 'sync-lock',
        contenders: CONTENDERS,
        bars: barsFor(threads, privateNs),
      };
    }),
  );
}
