export { LifoQueue } from './lifo-queue.ts';
export { PriorityQueue } from './priority-queue.ts';
export { Queue } from './queue.ts';
export { SimpleQueue } from './simple-queue.ts';
export type { Codec } from './format.ts';
export type { GetManyAsyncOptions, GetManyOptions } from './get-end.ts';
export type { CodecOf, QueueOptions, QueueSize, SimpleQueueOptions } from './options.ts';
export type { PriorityOptions } from './priority.ts';
export type { ShutdownOptions } from './shutdown.ts';
export {
  BlockingNotAllowedError,
  IncompatibleVersionError,
  InvalidStateError,
  QueueEmptyError,
  QueueFullError,
  QueueShutDownError,
  SharedMemoryUnavailableError,
  SyncError,
  type AbortSignalLike,
  type PlacementOptions,
  type Shared,
  type WaitAsyncOptions,
  type WaitOptions,
} from '@sync/atomics/internal';
