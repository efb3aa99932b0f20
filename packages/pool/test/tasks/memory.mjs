// Tasks that look what is kept of the shared memory that they were given.
import '@sync/event';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');
const seen = [];
let kept;

/** Notes it, and returns a word of it. */
export const notes = (words) => {
  seen.push(new WeakRef(words.buffer));
  return words[0];
};

/** How many of those that were noted are there still. */
export const left = () => {
  gc();
  return seen.filter((ref) => ref.deref() !== undefined).length;
};

export const keeps = (words) => {
  kept = words;
};

/** Returns what is kept here, once the gate is open. */
export const givesBack = (gate) => {
  gate.wait({ timeout: 15_000 });
  return kept;
};
export const waits = (gate) => gate.wait({ timeout: 15_000 });
