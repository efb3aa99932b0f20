/** Says that it is there, and sleeps until it is let go. */
export default function idle(words) {
  Atomics.add(words, 0, 1);
  Atomics.notify(words, 0);
  Atomics.wait(words, 1, 0);
}
