// Random calls on one lock. Who has got it goes through a section.

const turn = () => new Promise((resolve) => setImmediate(resolve));

/**
 * One call that blocks, and one that awaits. `section` is what is between an acquire and a
 * release, `scoped` the same where it is left to `run` or to `runAsync`.
 */
export function callsOn(lock, { reentrant, numbers, mode, counts, section, scoped = section }) {
  const nested = (levels, inner) => {
    if (levels > 0 && reentrant) lock.run(() => nested(levels - 1, inner));
    else inner();
  };
  const sync = () => {
    const timeout = numbers.below(3) * numbers.next();
    switch (numbers.below(5)) {
      case 0:
        if (!lock.tryAcquire()) return;
        break;
      case 1:
      case 2:
        if (!lock.acquire({ timeout })) return void counts.timeouts++;
        break;
      case 3:
        try {
          lock.run(() => nested(numbers.below(3), scoped), { timeout: 1 + timeout });
        } catch (error) {
          if (error.code !== 'SYNC_TIMEOUT') throw error;
          counts.timeouts++;
        }
        return;
      default:
        try {
          lock.acquire();
        } catch (error) {
          // Another task of this thread holds it, and cannot go on while the thread blocks.
          if (mode !== 'mixed' || error.code !== 'SYNC_DEADLOCK') throw error;
          return void counts.deadlocks++;
        }
    }
    nested(numbers.below(3), section);
    lock.release();
  };
  const awaited = async () => {
    const abort = new AbortController();
    const options = {};
    if (numbers.below(3) === 0) options.timeout = numbers.below(4) * numbers.next();
    if (numbers.below(3) === 0) {
      options.signal = abort.signal;
      if (numbers.below(8) === 0) abort.abort();
      else if (numbers.below(2) === 0) queueMicrotask(() => abort.abort());
      else setTimeout(() => abort.abort(), numbers.below(3));
    }
    try {
      switch (numbers.below(3)) {
        case 0: {
          if (!(await lock.acquireAsync(options))) return void counts.timeouts++;
          if (numbers.below(4) === 0) await Promise.resolve();
          section();
          lock.release();
          return;
        }
        case 1: {
          const guard = await lock.holdAsync(options);
          section();
          guard.release();
          guard.release();
          return;
        }
        default:
          await lock.runAsync(async () => {
            if (numbers.below(16) === 0) await turn();
            scoped();
          }, options);
      }
    } catch (error) {
      if (error.code === 'SYNC_TIMEOUT') counts.timeouts++;
      else if (error.name === 'AbortError') counts.aborts++;
      else throw error;
    }
  };
  return { sync, awaited };
}
