import { createHash } from 'node:crypto';

/* What pools are given to do. Each task takes one argument, so that every pool can have it. */

/** Next to nothing. */
export const add = (a) => a + 1;

/** Looks at both ends of some bytes. */
export const ends = (bytes) => bytes.length + bytes[0] + bytes[bytes.length - 1];

/** Counts the primes among every so many numbers below a limit. */
export function primes({ from, step, below }) {
  let count = 0;
  for (let candidate = from; candidate < below; candidate += step) {
    let isPrime = candidate > 1;
    for (let divisor = 2; isPrime && divisor * divisor <= candidate; divisor++) isPrime = candidate % divisor !== 0;
    if (isPrime) count++;
  }
  return count;
}

const MOST_TURNS = 100;

/** Adds up the turns of every so many rows of a picture of the Mandelbrot set. */
export function mandelbrot({ from, step, below }) {
  let sum = 0;
  for (let row = from; row < below; row += step) {
    for (let column = 0; column < below; column++) {
      const [re, im] = [(column / below) * 3 - 2, (row / below) * 2 - 1];
      let [x, y, turns] = [0, 0, 0];
      for (; turns < MOST_TURNS && x * x + y * y <= 4; turns++) {
        const next = x * x - y * y + re;
        y = 2 * x * y + im;
        x = next;
      }
      sum += turns;
    }
  }
  return sum;
}

/** Hashes every so many blocks of 64 KiB, and their hashes. */
export function hash({ from, step, below }) {
  const all = createHash('sha256');
  for (let number = from; number < below; number += step) {
    const block = new Uint8Array(65_536).fill(number & 0xff);
    all.update(createHash('sha256').update(block).digest());
  }
  return all.digest('hex');
}

/** Keeps a core busy for so many milliseconds. */
export function busy(ms) {
  const end = performance.now() + ms;
  while (performance.now() < end);
  return ms;
}

/** Sleeps for so many milliseconds. */
export function sleep(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  return ms;
}
