// What is left of values when nobody can reach them any more, in bytes and in numbers.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CONTEXT, context } from '@sync/atomics/internal';
import { ThreadLocal, local } from '@sync/thread-local';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

const MANY = 10_000;
const SIZE = 1000;

let collected = 0;
const registry = new FinalizationRegistry(() => collected++);
const value = () => {
  const made = { bytes: new Array(SIZE / 8).fill(0.5) };
  registry.register(made);
  return made;
};

const settle = async () => {
  for (let round = 0; round < 5; round++) {
    await new Promise((resolve) => setTimeout(resolve));
    gc();
  }
  return process.memoryUsage().heapUsed;
};

const mine = context();
const KINDS = {
  'made by init': () => new ThreadLocal({ init: value }).value,
  set: () => {
    new ThreadLocal().value = value();
  },
  'set by run': () => new ThreadLocal().run(value(), () => 1),
  'kept across an await': () => new ThreadLocal().run(value(), () => Promise.resolve()),
  'that refers to its variable': () => {
    const variable = new ThreadLocal({ init: value });
    variable.value.variable = variable;
  },
  'of namespaces': () => {
    local({ init: value }).x = 1;
  },
  'disposed by delete': () => {
    const variable = new ThreadLocal({ init: value, dispose: () => 1 });
    variable.value.variable = variable;
    variable.delete();
  },
  'deleted from what is shared': () => {
    const variable = new ThreadLocal();
    variable.share();
    variable.value = value();
    variable.delete();
  },
  'of threads that are gone': () => {
    globalThis[CONTEXT] = { ...mine, slots: new Map([...mine.slots, ['endings', { listeners: new Set() }], ['thread-local', undefined], ['thread-local-kept', undefined]]) };
    ThreadLocal.from(shared, { init: value, dispose: () => 1 }).value.x = 1;
    globalThis[CONTEXT] = mine;
  },
};
const shared = new ThreadLocal({ init: value }).share();

const [, , name] = process.argv;
// What is made at the first time stays, and of weak references as many as there were at a time.
for (let at = 0; at < MANY; at++) KINDS[name]();
const before = await settle();
collected = 0;
for (let at = 0; at < MANY; at++) KINDS[name]();
const after = await settle();
console.log(JSON.stringify({ collected, bytes: after - before, all: MANY * SIZE }));
