// A thread that owns things ends, in every way there is, whatever the main thread does meanwhile:
// all that wait for it learn of it in time.
import { existsSync } from 'node:fs';
import { DIE, HELD, NATIVE, TOLD, WAITING, newBoard, raise } from './board.mjs';
import { runtime } from './runtime.mjs';
import { STAKES } from './stakes.mjs';
import { LIMIT, inTime, member, now, until } from './threads.mjs';
import { WAYS, startVictim } from './victim.mjs';

const HERE = import.meta.url;

/** Who waits learns of a death within this of its end, in milliseconds; one of several may be late on a busy machine. */
const IN_TIME = 250;
const LATEST = 1000;

/** By then all that wait have asked after it several times, in milliseconds. */
const ASKED_AFTER = 300;

/** What the main thread does until it is so. */
const MAIN = {
  idle: (words, isSo) => until('all have been told', isSo),
  busy: (_, isSo) => {
    for (const end = now() + LIMIT; !isSo() && now() < end; );
  },
  blocked: (words, isSo) => {
    for (const end = now() + LIMIT; !isSo() && now() < end; ) Atomics.wait(words, TOLD, Atomics.load(words, TOLD), 100);
  },
};

/** Where `terminate()` ends such a thread only when it is done with what it does. */
const LINGERS = { deno: ['terminate() while it computes', 'terminate() while it blocks'] };

/** What cannot be asked of a runtime. */
const WITHOUT = {
  bun: { 'its memory limit': 'its threads have none' },
  deno: { 'its memory limit': 'the thread may stay for ever, and is not to be told from one that is idle' },
};

const WAITS = ['sync', 'async'];

/** What is waited for in that way: one of everything that can be. */
function madeFor(wait) {
  return Object.fromEntries(Object.entries(STAKES).flatMap(([stake, how]) => (how[wait] ? [[stake, how.make()]] : [])));
}

/** Those that wait, and the one that watches: threads that last from one death to the next, if that went well. */
const crew = (name) => (members[name] ??= member(HERE));
let members = {};

async function death(way, does) {
  try {
    return await die(way, does);
  } catch (error) {
    members = {};
    throw error;
  }
}

async function die(way, does) {
  const lingers = LINGERS[runtime]?.includes(way) ?? false;
  const { words, gone } = newBoard();
  const [sync, async] = WAITS.map(madeFor);
  const objects = { sync, async };
  const dies = startVictim(way, { objects, words });
  await until('it has everything', () => Atomics.load(words, HELD) === 1);
  const told = Object.entries(sync).map(([stake, object]) => crew(stake)('blocks', { stake, object, words }));
  told.push(crew('awaits')('awaits', { objects: async, words }), crew('coroner')('watches', { words, gone }));
  const all = Object.keys(sync).length + Object.keys(async).length + 1;
  await until('all wait', () => Atomics.load(words, WAITING) === all);

  const { terminated } = WAYS[way];
  if (terminated && does === 'idle') await livesOn(words);
  raise(words, DIE);
  if (terminated) dies.worker.terminate();
  if (lingers) {
    await livesOn(words);
    raise(words, DIE);
  }
  await MAIN[does](words, () => Atomics.load(words, TOLD) === all);
  if (Atomics.load(words, TOLD) < all) throw new Error(`only ${Atomics.load(words, TOLD)} were told`);

  const learnt = (await inTime('what they were told', Promise.all(told))).flat();
  for (const { stake, wait, what } of learnt) {
    if (what !== STAKES[stake].learns) throw new Error(`${stake}, ${wait}: ${what}`);
  }
  const late = learnt.map(({ stake, wait, at }) => ({ of: `${stake}, ${wait}`, ms: Math.round(at - gone[0]) })).sort((a, b) => a.ms - b.ms);
  const worst = late.at(-1).ms;
  if (late[late.length >> 1].ms > IN_TIME || worst > LATEST) {
    throw new Error(`too late: ${late.map(({ of, ms }) => `${of}: ${ms} ms`).join('; ')}`);
  }
  return `${lingers ? 'lived on, ' : ''}${worst} ms`;
}

/** While it is alive nobody takes it for dead, whatever it does. */
async function livesOn(words) {
  await new Promise((resolve) => setTimeout(resolve, ASKED_AFTER));
  if (Atomics.load(words, TOLD) > 0) throw new Error('it was taken for dead while it was alive');
}

/** In a thread: waits for one thing, blocked. */
export function blocks({ stake, object, words }) {
  raise(words, WAITING);
  const what = STAKES[stake].sync(object);
  const at = now();
  raise(words, TOLD);
  return [{ stake, wait: 'blocked', what, at }];
}

/** In a thread: waits for all of them, awaiting. */
export function awaits({ objects, words }) {
  return Promise.all(
    Object.entries(objects).map(async ([stake, object]) => {
      const waiting = STAKES[stake].async(object);
      raise(words, WAITING);
      const what = await waiting;
      const at = now();
      raise(words, TOLD);
      return { stake, wait: 'awaiting', what, at };
    }),
  );
}

/** In a thread: asks the kernel for the one that dies, and notes when it is gone. */
export function watches({ words, gone }) {
  const task = `/proc/self/task/${Atomics.load(words, NATIVE)}`;
  raise(words, WAITING);
  for (const end = now() + LIMIT; existsSync(task) && now() < end; ) Atomics.wait(words, NATIVE, Atomics.load(words, NATIVE), 1);
  gone[0] = now();
  raise(words, TOLD);
  return [];
}

export const checks = Object.keys(WAYS).flatMap((way) =>
  Object.keys(MAIN).map((does) => ({
    check: `death by ${way}, main thread ${does}`,
    without: WITHOUT[runtime]?.[way],
    run: () => death(way, does),
  })),
);
