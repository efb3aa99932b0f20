import { SLOT_STOP, sectionWords } from '../control-words.ts';
import { shapeOf, type Loop } from '../task.ts';

/** All threads pass a barrier together, over and over. Before it arrives, thread 1 says which time is the last. */
export const barrier: Loop = (round) => {
  const shared = shapeOf(round, 'barrier');
  const { me, control } = round;
  const words = sectionWords(control);
  const start = performance.now();
  for (let generation = 1; ; generation++) {
    if (me === 1 && control[SLOT_STOP] !== 0) words[3] = generation;
    shared.wait();
    if (words[3] === generation) return { operations: generation, seconds: (performance.now() - start) / 1000 };
  }
};

/** The same, awaited. */
export const barrierAsync: Loop = async (round) => {
  const shared = shapeOf(round, 'barrier');
  const { me, control } = round;
  const words = sectionWords(control);
  const start = performance.now();
  for (let generation = 1; ; generation++) {
    if (me === 1 && control[SLOT_STOP] !== 0) words[3] = generation;
    await shared.waitAsync();
    if (words[3] === generation) return { operations: generation, seconds: (performance.now() - start) / 1000 };
  }
};
