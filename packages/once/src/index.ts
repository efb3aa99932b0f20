export { SyncError } from '@sync/atomics/internal';
