import { task } from '@sync/testing/worker';

task(({ data, index, count, together }) => {
  together();
  if (count < 1) throw new Error('a bunch has members');
  if (index === data.throwAt) throw Object.assign(new RangeError(`from member ${index}`), { code: 'E_MEMBER' });
  if (index === data.exitAt) process.exit(3);
  if (index === data.stickAt) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  return index + data.plus;
});
