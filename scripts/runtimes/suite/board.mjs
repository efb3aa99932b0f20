// The words by which the threads of one death tell each other how far they are.

/** 1: the one that is to die has taken everything. */
export const HELD = 0;
/** How many wait for it. */
export const WAITING = 1;
/** 1: it is to die. */
export const DIE = 2;
/** How many of those that wait have been told something. */
export const TOLD = 3;
/** Its number, as the kernel knows it. */
export const NATIVE = 4;

/** A new one: words, and the time when the one that died was gone. */
export function newBoard() {
  return { words: new Int32Array(new SharedArrayBuffer(64)), gone: new Float64Array(new SharedArrayBuffer(8)) };
}

/** Changes a word, and wakes who sleeps on it. */
export function raise(words, slot) {
  Atomics.add(words, slot, 1);
  Atomics.notify(words, slot);
}
