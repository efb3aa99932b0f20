// Random calls on one semaphore. Who has got permits goes through a section.

const turn = () => new Promise((resolve) => setImmediate(resolve));
const nothing = () => undefined;

/**
 * One call that blocks, and one that awaits. `begins` and `ends` are told of each call,
 * `section` of what is between an acquire and a release, `scoped` of the same where it is left to `run` or a guard.
 */
export function callsOn(semaphore, { numbers, permits, mode, counts, section, scoped = section, begins = nothing, ends = nothing }) {
  const weight = () => (numbers.below(6) === 0 ? permits : 1 + numbers.below(Math.min(2, permits)));
  const blocks = (count) => {
    const timeout = numbers.below(3) * numbers.next();
    switch (numbers.below(4)) {
      case 0:
        if (!semaphore.tryAcquire({ count })) return;
        break;
      case 1:
        if (!semaphore.acquire({ count, timeout })) return void counts.timeouts++;
        break;
      case 2:
        try {
          semaphore.run(() => scoped(count), { count, timeout: 1 + timeout });
        } catch (error) {
          if (error.code !== 'SYNC_TIMEOUT') throw error;
          counts.timeouts++;
        }
        return;
      default:
        // Else another task of this thread may have them, and cannot go on while the thread blocks.
        if (!semaphore.acquire({ count, timeout: mode === 'mixed' ? 5 : Infinity })) return void counts.timeouts++;
    }
    section(count);
    semaphore.release(count);
  };
  const awaits = async (count) => {
    const abort = new AbortController();
    const options = { count };
    if (numbers.below(3) === 0) options.timeout = numbers.below(4) * numbers.next();
    if (numbers.below(3) === 0) {
      options.signal = abort.signal;
      if (numbers.below(8) === 0) abort.abort();
      else if (numbers.below(2) === 0) queueMicrotask(() => abort.abort());
      else setTimeout(() => abort.abort(), numbers.below(3));
    }
    try {
      switch (numbers.below(3)) {
        case 0:
          if (!(await semaphore.acquireAsync(options))) return void counts.timeouts++;
          section(count);
          semaphore.release(count);
          return;
        case 1: {
          const guard = await semaphore.holdAsync(options);
          section(count);
          guard.release();
          guard.release();
          return;
        }
        default:
          await semaphore.runAsync(async () => {
            if (numbers.below(16) === 0) await turn();
            scoped(count);
          }, options);
      }
    } catch (error) {
      if (error.code === 'SYNC_TIMEOUT') counts.timeouts++;
      else if (error.name === 'AbortError') counts.aborts++;
      else throw error;
    }
  };
  return {
    sync: () => {
      const count = weight();
      begins(count);
      blocks(count);
      ends(count);
    },
    awaited: async () => {
      const count = weight();
      begins(count);
      await awaits(count);
      ends(count);
    },
  };
}
