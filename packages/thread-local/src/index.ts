export { local } from './local.ts';
export type { LocalOptions, ThreadFunctions, ThreadLocalOptions } from './options.ts';
export { ThreadLocal } from './thread-local.ts';
export {
  IncompatibleVersionError,
  InvalidStateError,
  SharedMemoryUnavailableError,
  SyncError,
  type PlacementOptions,
  type Shared,
} from '@sync/atomics/internal';
