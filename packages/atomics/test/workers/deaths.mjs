/**
 * The threads of `deaths.test.ts`: one that starts a thread and may end it, the thread that
 * comes to its end; and in each round, two that wait and ask after that, one by blocking and
 * one by awaiting, and one that sees for itself when the kernel has it no more.
 */
import { execFileSync } from 'node:child_process';
import fs, { existsSync, readlinkSync } from 'node:fs';
import { Worker, workerData } from 'node:worker_threads';
import { AtomicInt32, Futex, threadId } from '@sync/atomics';
import { create, isGone, waitUntil, waitUntilAsync } from '@sync/atomics/internal';

const { role, how, isBlind, words, times } = workerData;
// As deaths.test.ts has them.
const [GO, ID, NATIVE, ASKED, BEATS, SYNC, ASYNC, CALLS, DONE, ROUND] = Array.from({ length: 10 }, (_, at) => at);
const [ENDED, BEATS_THEN, CALLED] = [0, 3, 4];

const now = () => Number(process.hrtime.bigint()) / 1e6;
const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
const go = () => {
  while (Atomics.wait(words, GO, 0) === 'ok');
};
const done = () => {
  Atomics.add(words, DONE, 1);
  Atomics.notify(words, DONE);
};

/** As where there is no /proc, for the floor. */
const hide = () => {
  for (const name of ['accessSync', 'readFileSync', 'readlinkSync']) {
    const real = fs[name];
    fs[name] = (path, ...rest) => {
      if (String(path).startsWith('/proc')) throw Object.assign(new Error('on purpose'), { code: 'ENOENT' });
      return real(path, ...rest);
    };
  }
};

const VICTIMS = {
  'is idle': () => setInterval(() => Atomics.add(words, BEATS, 1), 1),
  'is busy': () => {
    for (;;) Atomics.add(words, BEATS, 1);
  },
  'is blocked': () => Atomics.wait(words, CALLS, 0),
  'sleeps in slices': () => {
    for (;;) sleep(1 + (Atomics.add(words, BEATS, 1) & 3));
  },
  'is in a native call': () => {
    times[CALLED] = now();
    Atomics.store(words, CALLS, 1);
    execFileSync('sleep', ['1']);
  },
  exits: () => {
    go();
    process.exit(3);
  },
  throws: () => {
    go();
    setTimeout(() => {
      throw new Error('on purpose');
    });
  },
  rejects: () => {
    go();
    void Promise.reject(new Error('on purpose'));
    setInterval(() => undefined, 1000);
  },
  'runs out of memory': () => {
    go();
    for (const all = []; ; Atomics.add(words, BEATS, 1)) all.push(Array.from({ length: 1000 }, (_, at) => ({ at })));
  },
  'has nothing left to do': go,
};

const ROLES = {
  parent() {
    const resourceLimits = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 8 };
    const [mode, end] = how;
    const child = new Worker(new URL(import.meta.url), { workerData: { ...workerData, role: 'victim', how: mode }, resourceLimits, stderr: true });
    child.on('error', () => undefined);
    // Its loop has to turn for the child to start.
    const tick = setInterval(() => {
      if (Atomics.load(words, NATIVE) === 0) return;
      clearInterval(tick);
      go();
      if (end === 'and is terminated') void child.terminate();
      if (end === 'when its parent exits') process.exit(0);
      if (end === 'when its parent throws') throw new Error('on purpose');
      // From here on it helps nobody.
      Atomics.wait(words, CALLS, 99);
      for (;;) sleep(1000);
    }, 1);
  },

  victim() {
    globalThis.kept = new AtomicInt32();
    Atomics.store(words, ID, threadId());
    Atomics.store(words, NATIVE, Number(readlinkSync('/proc/thread-self').split('/').at(-1)));
    return VICTIMS[how]();
  },

  sync() {
    const { table } = create({ name: 'Lock', module: '@sync/lock', words: 8 });
    for (let round = 0; ; round++) {
      Atomics.wait(words, ROUND, round);
      waitUntil(asking(SYNC, table), (word) => word === 1);
      done();
    }
  },

  async async() {
    const { table } = create({ name: 'Lock', module: '@sync/lock', words: 8 });
    for (let round = 0; ; round++) {
      while (Atomics.load(words, ROUND) === round) await Futex.waitAsync(words, ROUND, round);
      await waitUntilAsync(asking(ASYNC, table), (word) => word === 1);
      done();
    }
  },

  spy() {
    for (let round = 0; ; round++) {
      Atomics.wait(words, ROUND, round);
      const task = `/proc/self/task/${Atomics.load(words, NATIVE)}`;
      while (existsSync(task)) sleep(1);
      times[ENDED] = now();
      done();
    }
  },
};

/** Asks in each slice, and tells when it knows. */
function asking(index, table) {
  const tend = () => {
    Atomics.add(words, ASKED, 1);
    if (!isGone(Atomics.load(words, ID), table)) return;
    times[index - SYNC + 1] = now();
    times[BEATS_THEN] = Math.max(times[BEATS_THEN], Atomics.load(words, BEATS));
    Atomics.store(words, index, 1);
  };
  return { subject: { label: 'Test' }, words, index, tend };
}

if (isBlind) hide();
await ROLES[role]();
