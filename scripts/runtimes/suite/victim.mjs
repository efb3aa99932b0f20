// One that takes whatever there is, and dies when it is told to.
import { readlinkSync } from 'node:fs';
import { DIE, HELD, NATIVE, raise } from './board.mjs';
import { STAKES } from './stakes.mjs';
import { inThread } from './threads.mjs';

const HERE = import.meta.url;

const nothing = () => undefined;

function fillMemory() {
  for (const kept = []; ; ) kept.push(new Array(10_000).fill(kept.length));
}

/** Until it is told twice, which takes nothing but a thread that has outlived the first time. */
const toldTwice = (words) => Atomics.load(words, DIE) > 1;

/**
 * The ways to die: what it does when it is told to, or what until then, and how it is started.
 * `terminated`: who started it ends it then.
 */
export const WAYS = {
  'terminate() while it awaits': { terminated: true },
  'terminate() while it computes': {
    terminated: true,
    meanwhile: (words) => {
      while (!toldTwice(words));
    },
  },
  'terminate() while it blocks': {
    terminated: true,
    meanwhile: (words) => {
      while (!toldTwice(words)) Atomics.wait(words, DIE, Atomics.load(words, DIE));
    },
  },
  'process.exit()': { dies: () => process.exit() },
  'an error that nobody catches': {
    dies: () => {
      throw new Error('uncaught, as it should be');
    },
  },
  'having nothing left to do': { dies: nothing },
  'its memory limit': { dies: fillMemory, options: { resourceLimits: { maxOldGenerationSizeMb: 16 } } },
  'the end of its parent': { nested: true },
};

/** Starts one. */
export function startVictim(way, given) {
  const { nested, options } = WAYS[way];
  return inThread(HERE, nested ? 'parent' : 'victim', { ...given, way }, options);
}

/** In its thread. */
export function victim({ way, objects, words }) {
  for (const both of Object.values(objects)) {
    for (const [stake, object] of Object.entries(both)) STAKES[stake].take(object);
  }
  Atomics.store(words, NATIVE, Number(readlinkSync('/proc/thread-self').split('/').pop()));
  const { dies, meanwhile } = WAYS[way];
  // Said from within: one that were ended before would be ended while it awaits.
  setTimeout(() => {
    raise(words, HELD);
    meanwhile?.(words);
  }, 5);
  return whenTold(words, dies);
}

/** In the thread of its parent, which ends with it. */
export function parent(given) {
  inThread(HERE, 'victim', given);
  return whenTold(given.words, () => process.exit());
}

/** Settles when it is told, after what it does then; never if it does nothing. */
function whenTold(words, dies) {
  return new Promise((resolve) => {
    const look = setInterval(() => {
      if (dies === undefined || Atomics.load(words, DIE) === 0) return;
      clearInterval(look);
      dies();
      resolve();
    }, 1);
  });
}
