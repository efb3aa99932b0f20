import { check } from '@sync/model';

// Nothing can end such a loop from outside in one thread: the program ends when it is told of it.
console.error = (line) => {
  process.stderr.write(`${line}\n`, () => undefined);
  process.exit(7);
};

check(() => {
  const word = new Int32Array(new SharedArrayBuffer(4));
  return {
    threads: [
      () => {
        for (;;) {
          try {
            return Atomics.wait(word, 0, 1);
          } catch {
            // Again.
          }
        }
      },
    ],
  };
});
