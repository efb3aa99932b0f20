import { checkAsync } from '@sync/model';

process.on('unhandledRejection', (reason) => {
  console.log(`heard: ${reason.message}`);
});

void Promise.reject(new Error('before'));
await new Promise((resolve) => setTimeout(resolve));

await checkAsync(() => {
  const word = new Int32Array(new SharedArrayBuffer(4));
  return {
    threads: [
      async () => {
        void (async () => Atomics.load(word, 0))();
        await null;
        return Atomics.load(word, 0);
      },
    ],
  };
});
console.log('checked');

void Promise.reject(new Error('after'));
await new Promise((resolve) => setTimeout(resolve));
