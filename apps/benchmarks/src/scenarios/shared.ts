import type { Scenario } from './scenario.ts';

const common = {
  suite: 'shared',
  group: 'shared',
  operation: 'change',
  work: 'shared-list',
  ours: 'sync-guarded',
  contenders: ['sync-guarded', 'sync-shared-cell', 'lock-and-messages', 'python-list'],
} as const;

/** Threads count in one list. */
export const sharedScenarios: readonly Scenario[] = [1, 2, 4].map((threads): Scenario => ({
  ...common,
  id: `shared-${String(threads)}t`,
  title: `A shared list: ${String(threads)} ${threads === 1 ? 'thread' : 'threads'}`,
  about: `${String(threads)} ${threads === 1 ? 'thread counts' : 'threads count'} in a list of ten numbers, over and over; that no change is lost is checked.`,
  threads,
  quick: threads === 2,
}));
