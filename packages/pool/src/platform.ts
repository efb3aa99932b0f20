/** What the runtime offers beyond the language, asked for when it is needed. */
import { platformProcess } from '@sync/atomics/internal';

/** Calls a function after what the event loop has to do now. */
export function afterTurn(fn: () => void): void {
  const { setImmediate } = globalThis as { setImmediate?: (fn: () => void) => unknown };
  if (setImmediate === undefined) setTimeout(fn, 0);
  else setImmediate(fn);
}

/** Bytes of the calling thread's heap that are in use; 0 where the runtime does not tell. */
export function usedHeap(): number {
  const v8 = platformProcess()?.getBuiltinModule?.('node:v8') as { getHeapStatistics(): { used_heap_size: number } } | undefined;
  return v8?.getHeapStatistics().used_heap_size ?? 0;
}

/** How many threads can run at once. */
export function processors(): number {
  const os = platformProcess()?.getBuiltinModule?.('node:os') as { availableParallelism?(): number } | undefined;
  return os?.availableParallelism?.() ?? (globalThis as { navigator?: { hardwareConcurrency?: number } }).navigator?.hardwareConcurrency ?? 4;
}
