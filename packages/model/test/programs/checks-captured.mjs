import { check, checkAsync } from '@sync/model';
import { CapturedLock } from './captured-lock.mjs';

const blocking = () => {
  const lock = new CapturedLock();
  const count = new Int32Array(new SharedArrayBuffer(4));
  const thread = () => {
    lock.acquire();
    count[0]++;
    lock.release();
  };
  return { threads: [thread, thread, thread] };
};
const awaiting = (isPlanted) => () => {
  const lock = new CapturedLock();
  const count = new Int32Array(new SharedArrayBuffer(4));
  const thread = async () => {
    await lock.acquireAsync(isPlanted);
    count[0]++;
    lock.release();
  };
  return { threads: [thread, thread, thread] };
};
const napping = () => ({
  threads: [() => CapturedLock.nap(86_400_000)],
  final([nap]) {
    if (nap !== '86400000 false') throw new Error(nap);
  },
});

try {
  const { complete, interleavings } = check(blocking);
  console.log(complete, interleavings > 1n);
  console.log((await checkAsync(awaiting(false))).complete);
  console.log((await checkAsync(napping)).complete);
  await checkAsync(awaiting(true));
} catch (error) {
  console.log(error.kind, error.message.split('.')[0]);
}
