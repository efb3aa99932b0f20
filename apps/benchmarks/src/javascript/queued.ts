/** How many items are queued in the queues that are looked at while they grow. */
export const QUEUED = [1, 100, 10_000, 100_000] as const;

/** Those of ours: the names of contenders without the number, and their classes. */
export const OWN_QUEUES = {
  'sync-queue': 'Queue',
  'sync-lifo-queue': 'LifoQueue',
  'sync-priority-queue': 'PriorityQueue',
} as const;
