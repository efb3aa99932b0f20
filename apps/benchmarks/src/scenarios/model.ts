import type { Scenario, ValueBar } from './scenario.ts';

const common = {
  suite: 'model',
  group: 'model',
  ours: 'sync-model',
} as const;

const TOO_MANY = { 'one-by-one': 'would have to run 695,547,216 schedules one by one' };

function firstCheck(atMost: number): ValueBar {
  const what = `the first check of a process takes at most ${String(atMost)} ms`;
  return { kind: 'value', what, ours: 'sync-model', metric: 'firstOperationMs', atMost, by: 'quartile' };
}

/** Every interleaving of a mutex: as a test meets it, which checks once in a process, and in the long run. */
export const modelScenarios: readonly Scenario[] = [
  {
    ...common,
    id: 'model-lock-3t',
    title: 'Model checker: a mutex, 3 threads, first check of a process',
    about: 'Every interleaving of 3 threads that lock and unlock a futex mutex once: 19,722 schedules, 964 states.',
    operation: 'check',
    work: 'first-check',
    threads: 3,
    fresh: true,
    contenders: ['sync-model', 'one-by-one'],
    bars: [firstCheck(20)],
  },
  {
    ...common,
    id: 'model-lock-4t',
    title: 'Model checker: a mutex, 4 threads, first check of a process',
    about: 'The same with 4 threads: 695,547,216 schedules, 67,411 states.',
    operation: 'check',
    work: 'first-check',
    threads: 4,
    fresh: true,
    contenders: ['sync-model'],
    unfit: TOO_MANY,
    bars: [firstCheck(300)],
  },
  {
    ...common,
    id: 'model-transitions',
    title: 'Model checker: transitions, warm',
    about: 'The check with 4 threads, over and over in one process: steps from state to state, 115,722 in each check.',
    operation: 'transition',
    work: 'transitions',
    threads: 4,
    contenders: ['sync-model'],
    unfit: TOO_MANY,
    roundMs: 1000,
    bars: [
      {
        kind: 'value',
        what: 'at least 1,000,000 transitions per second',
        ours: 'sync-model',
        metric: 'operationsPerSecond',
        atLeast: 1_000_000,
        by: 'quartile',
      },
    ],
  },
];
