import { checkAsync, exploreAsync } from '@sync/model';

/** Threads that leave promises behind which nobody awaits, and which are rejected when they are unwound. */
const setup = (isPlanted) => () => {
  const word = new Int32Array(new SharedArrayBuffer(8));
  const task = async () => {
    const wait = Atomics.waitAsync(word, 0, 0, 5);
    if (wait.async) await wait.value;
    Atomics.add(word, 1, 1);
  };
  const thread = async () => {
    void task();
    const late = task();
    await task();
    await late;
  };
  return {
    threads: [thread, thread],
    final() {
      if (isPlanted) throw new Error('planted');
    },
  };
};

const { complete, interleavings } = await exploreAsync(setup(false), { timeouts: 0 });
if (!complete || interleavings < 2n) throw new Error('not covered');
const error = await checkAsync(setup(true), { timeouts: 0 }).catch((reason) => reason);
if (error.kind !== 'final') throw error;
console.log('found what was planted');
