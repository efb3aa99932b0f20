/** Small programs of every kind, with all of their schedules in reach of the enumeration. */
import type { FaultKind } from './machine.ts';
import {
  acquire,
  arrive,
  arriveFirst,
  consume,
  consumeWithoutLoop,
  lock,
  lockAgain,
  lockUntil,
  lockWithoutLoop,
  produce,
  publishFirst,
  release,
  releaseFromZero,
  timedLock,
  timedLockThatResets,
  unlock,
  unlockOnce,
  waitFor,
  waitForTooLate,
} from './primitives.ts';
import {
  KILLED,
  add,
  compareExchange,
  exchange,
  isGone,
  load,
  notify,
  now,
  read,
  store,
  wait,
  write,
  type Environment,
  type Program,
  type Thread,
} from './program.ts';

export interface Scenario {
  readonly name: string;
  readonly program: Program;
  readonly environment?: Environment;
  /** What goes wrong in some schedule, at the fewest preemptions; left out: nothing does. */
  readonly fails?: FaultKind;
  /** Known from elsewhere: how many schedules there are. */
  readonly schedules?: number;
}

type Body = () => Thread;

function same(count: number, body: Body): Body[] {
  return Array.from({ length: count }, () => body);
}

/** Threads that do the same, but are not known to. */
function alike(count: number, body: Body): Body[] {
  return Array.from({ length: count }, () => () => body());
}

function expect(condition: boolean): void {
  if (!condition) throw new Error('not as expected');
}

function* locked(): Thread<void> {
  yield* lock(0);
  yield* unlock(0);
}

/** In an atomic section of two steps. */
function* counting(): Thread<void> {
  yield* lock(0);
  const value: number = yield load(1);
  yield store(1, value + 1);
  yield* unlock(0);
}

function* countingPlainly(): Thread<void> {
  yield* lock(0);
  const value: number = yield read(1);
  yield write(1, value + 1);
  yield* unlock(0);
}

function* lockedWithoutLoop(): Thread<void> {
  yield* lockWithoutLoop(0);
  yield* unlock(0);
}

function* patient(): Thread {
  const hasIt: boolean = yield* timedLock(0, 10);
  if (hasIt) yield* unlock(0);
  return hasIt;
}

function* impatient(): Thread {
  const hasIt: boolean = yield* timedLockThatResets(0, 10);
  if (hasIt) yield* unlock(0);
  return hasIt;
}

function* punctual(): Thread {
  const hasIt: boolean = yield* lockUntil(0, 10);
  if (hasIt) yield* unlock(0);
  return hasIt;
}

/** Word 0 the mutex, 1 the sequence, 2 what is waited for. */
function* waiter(): Thread<void> {
  yield* lock(0);
  while ((yield load(2)) === 0) yield* waitFor(1, 0);
  yield* unlock(0);
}

function* lateWaiter(): Thread<void> {
  yield* lock(0);
  while ((yield load(2)) === 0) yield* waitForTooLate(1, 0);
  yield* unlock(0);
}

function* notifier(): Thread<void> {
  yield* lock(0);
  yield store(2, 1);
  yield add(1, 1);
  yield notify(1);
  yield* unlock(0);
}

function* twice(): Thread<void> {
  yield* arrive(0, 2);
  yield* arrive(0, 2);
}

function* permitted(): Thread<void> {
  yield* acquire(0);
  yield* release(0);
}

function* releasing(): Thread<void> {
  yield* releaseFromZero(0);
}

function* reentrant(me: number): Thread<void> {
  yield* lockAgain(0, me);
  yield* lockAgain(0, me);
  yield* unlockOnce(0);
  yield* unlockOnce(0);
}

function* inOrder(first: number, second: number): Thread<void> {
  yield* lock(first);
  yield* lock(second);
  yield* unlock(second);
  yield* unlock(first);
}

/** Whoever sleeps so long takes the holder to be dead. */
function* robust(): Thread<void> {
  let seen: number = yield compareExchange(0, 0, 1);
  for (let tries = 0; seen !== 0 && tries < 2; tries++) {
    seen = (yield wait(0, seen, 10)) === 'timed-out' ? yield exchange(0, 1) : yield compareExchange(0, 0, 1);
  }
  yield store(0, 0);
  yield notify(0, 1);
}

/** Whoever knows that the holder, who is named in the word, is dead takes over. */
function* succeeding(me: number, tries = Infinity): Thread {
  for (let owner: number = yield compareExchange(0, 0, me); owner !== 0; owner = yield compareExchange(0, 0, me)) {
    if ((yield isGone(owner - 1)) && (yield compareExchange(0, owner, me)) === owner) break;
    if (--tries === 0) return false;
    yield wait(0, owner, 10);
  }
  const value: number = yield read(1);
  yield write(1, value + 1);
  yield store(0, 0);
  yield notify(0, 1);
  return true;
}

/** Whoever has waited for long takes over, dead or not. */
function* usurping(me: number): Thread<void> {
  for (let owner: number = yield compareExchange(0, 0, me); owner !== 0; owner = yield compareExchange(0, 0, me)) {
    if ((yield wait(0, owner, 10)) === 'timed-out' && (yield compareExchange(0, owner, me)) === owner) break;
  }
  const value: number = yield read(1);
  yield write(1, value + 1);
  yield store(0, 0);
  yield notify(0, 1);
}

/** Takes the first thread's death badly. */
function* mourning(): Thread<void> {
  yield load(1);
  if (yield isGone(0)) throw new Error('the first one is dead');
}

/** Whether each of the others is dead, as it sees it. */
function* watching(...others: readonly number[]): Thread<string> {
  const seen: boolean[] = [];
  for (const other of others) seen.push(yield isGone(other));
  return seen.join();
}

function* sleeper(word: number, milliseconds?: number): Thread {
  const answer: string = yield wait(word, 0, milliseconds);
  yield add(1, 1);
  return answer;
}

/** Looks at the clock a step after its sleep. */
function* oversleeper(): Thread {
  yield wait(0, 0, 9);
  yield load(0);
  return yield now;
}

/** Takes it for granted that no time passes between two of its steps. */
function* stopwatch(): Thread<void> {
  yield add(1, 1);
  const before: number = yield now;
  yield add(1, 1);
  if ((yield now) !== before) throw new Error('it took time');
}

function* blinking(): Thread<void> {
  yield store(0, 1);
  yield store(0, 0);
}

function* looks(count: number): Thread<void> {
  for (let at = 0; at < count; at++) yield load(0);
}

function* throwing(): Thread<void> {
  if ((yield add(0, 1)) === 1 && (yield load(1)) === 1) throw new Error('second, and after the store');
}

function* adding(): Thread<void> {
  const value: number = yield load(0);
  yield store(0, value + 1);
}

function* addingPlainly(): Thread<void> {
  const value: number = yield read(0);
  yield write(0, value + 1);
}

function* lastWakesOne(): Thread<void> {
  if ((yield add(1, 1)) === 2) yield notify(0, 1);
  else yield wait(0, 0);
}

const counted = ([, count]: readonly number[], wanted: number): void => {
  expect(count === wanted);
};

export const SCENARIOS: readonly Scenario[] = [
  { name: 'a mutex, 2 threads', program: { words: 1, threads: same(2, locked) }, schedules: 16 },
  { name: 'a mutex, 3 threads', program: { words: 1, threads: same(3, locked) }, schedules: 19_722 },
  {
    name: 'a mutex around a section, 2 threads',
    program: { words: 2, threads: same(2, counting), final: (words) => { counted(words, 2); } },
    schedules: 112,
  },
  {
    name: 'a mutex around a plain section',
    program: { words: 2, threads: alike(2, countingPlainly), final: (words) => { counted(words, 2); } },
    schedules: 112,
  },
  {
    name: 'a mutex without a loop around the wait',
    program: { words: 1, threads: same(3, lockedWithoutLoop) },
    fails: 'stuck',
  },
  {
    name: 'a mutex, and a thread that gives up',
    program: { words: 1, threads: [locked, locked, patient] },
  },
  {
    name: 'a mutex, and a thread that gives up and resets the mark',
    program: { words: 1, threads: [locked, locked, impatient] },
    fails: 'stuck',
  },
  { name: 'a mutex, and threads that give up at a moment', program: { words: 1, threads: [locked, punctual, punctual] } },
  { name: 'a condition', program: { words: 3, threads: [waiter, notifier] } },
  { name: 'a condition that looks too late', program: { words: 3, threads: [lateWaiter, notifier] }, fails: 'stuck' },
  { name: 'a barrier that is used twice', program: { words: 2, threads: same(2, twice) } },
  {
    name: 'a barrier that looks too late',
    program: {
      words: 2,
      threads: same(2, function* () {
        yield* arriveFirst(0, 2);
      }),
    },
    fails: 'stuck',
  },
  { name: 'a semaphore of one, 2 threads', program: { words: 1, initial: [1], threads: same(2, permitted) } },
  {
    name: 'a semaphore that starts empty',
    program: { words: 1, threads: [...same(2, function* () { yield* acquire(0); }), function* () { yield* release(0); yield* release(0); }] },
  },
  {
    name: 'a semaphore whose release wakes from zero only',
    program: { words: 1, threads: [...same(2, function* () { yield* acquire(0); }), releasing, releasing] },
    fails: 'stuck',
  },
  { name: 'a re-entrant lock', program: { words: 3, threads: [() => reentrant(1), () => reentrant(2)] } },
  {
    name: 'items that are handed over in a plain slot',
    program: {
      words: 3,
      threads: [() => produce([7, 8]), () => consume(2)],
      final: (_words, [, items]) => { expect(String(items) === '7,8'); },
    },
  },
  {
    name: 'items that are taken without a loop around the wait',
    program: { words: 3, threads: [() => produce([7, 8]), () => consumeWithoutLoop(2)] },
    fails: 'race',
  },
  { name: 'a slot that is published before it is written', program: { words: 4, threads: [() => publishFirst(7), () => consume(1)] }, fails: 'race' },
  { name: 'two locks, in two orders', program: { words: 2, threads: [() => inOrder(0, 1), () => inOrder(1, 0)] }, fails: 'stuck' },
  { name: 'two locks, in one order', program: { words: 2, threads: [() => inOrder(0, 1), () => inOrder(0, 1)] } },
  { name: 'a mutex whose holder may be killed', program: { words: 1, threads: same(2, locked) }, environment: { kills: 1 }, fails: 'stuck' },
  {
    name: 'a mutex whose holder is not killed',
    program: { words: 1, threads: [locked, locked, locked], mayDie: (_thread, [word]) => word === 0 },
    environment: { kills: 1 },
    fails: 'stuck',
  },
  {
    name: 'a death that final sees',
    program: {
      words: 1,
      threads: [locked, function* () { return yield load(0); }],
      mayDie: (thread) => thread === 1,
      final: (_words, results) => { expect(results[1] !== KILLED); },
    },
    environment: { kills: 2 },
    fails: 'final',
  },
  { name: 'a lock that takes over from the dead', program: { words: 1, threads: same(2, robust) }, environment: { kills: 1 } },
  {
    name: 'a lock that takes over from those that are dead',
    program: { words: 2, threads: [() => succeeding(1), () => succeeding(2)] },
    environment: { kills: 1, timeouts: 0 },
  },
  {
    name: 'a lock that takes over from those that are dead, two deaths, and a time for it',
    program: { words: 2, threads: [() => succeeding(1, 2), () => succeeding(2, 2)] },
    environment: { kills: 2 },
  },
  {
    name: 'a lock that takes over from those that are slow',
    program: { words: 2, threads: [() => usurping(1), () => usurping(2)] },
    environment: { kills: 1, timeouts: 1 },
    fails: 'race',
  },
  {
    name: 'who is dead stays dead, and who has ended is not',
    program: {
      words: 2,
      threads: [() => watching(1, 1, 2), () => looks(1), () => looks(1)],
      final: (_words, [seen, first, second]) => {
        const mayBe = first === KILLED ? ['false,false,false', 'false,true,false', 'true,true,false'] : ['false,false,false', `false,false,${second === KILLED}`];
        expect(seen === KILLED || mayBe.includes(seen as string));
      },
    },
    environment: { kills: 1 },
  },
  {
    name: 'a look at itself, and at nobody',
    program: { words: 1, threads: [() => watching(0, 2, -1, 0), () => looks(1)], final: (_words, [seen]) => { expect(seen === KILLED || seen === 'false,false,false,false'); } },
    environment: { kills: 2 },
  },
  {
    name: 'a look at the dead where nobody dies',
    program: { words: 1, threads: [() => watching(1, 1), () => looks(2), () => looks(1)] },
    schedules: 3,
  },
  {
    name: 'a look, and a death right after it',
    program: { words: 1, threads: [() => watching(1), () => looks(1)], final: (_words, [seen, other]) => { expect(seen !== 'false' || other !== KILLED); } },
    environment: { kills: 1 },
    fails: 'final',
  },
  { name: 'time-outs and two deaths', program: { words: 2, threads: [() => sleeper(0, 5), () => sleeper(0, 9), robust] }, environment: { kills: 2 } },
  ...(['fifo', 'any'] as const).map((notifyOrder): Scenario => ({
    name: `two of three sleepers are woken, ${notifyOrder}`,
    program: { words: 2, threads: [() => sleeper(0), () => sleeper(0), () => sleeper(0, 5), function* () { yield notify(0, 2); }] },
    environment: { notifyOrder },
    fails: 'stuck',
  })),
  ...[0, 1, 2].map((timeouts): Scenario => ({
    name: `sleeps of several lengths, ${timeouts} end early`,
    program: {
      words: 2,
      threads: [() => sleeper(0, 5), () => sleeper(0, 5), () => sleeper(0, 9), function* () { yield add(1, 1); yield add(1, 1); }],
    },
    environment: { timeouts },
  })),
  {
    name: 'a sleep without an end, and others',
    program: { words: 2, threads: [() => sleeper(0, 5), () => sleeper(0, 50), function* () { yield load(0); }] },
    environment: { endless: 50 },
    fails: 'stuck',
  },
  {
    name: 'a wait for no time',
    program: { words: 2, threads: [() => sleeper(0, 0), function* () { yield store(0, 1); yield notify(0); }, () => sleeper(0, 1)] },
  },
  {
    name: 'a clock, after the longer of two sleeps was over first',
    program: {
      words: 2,
      threads: [oversleeper, () => sleeper(0, 5), () => looks(1)],
      final: (_words, [time]) => { expect((time as number) >= 9); },
    },
  },
  {
    name: 'a death in the middle of what another thread does at a stretch',
    program: {
      words: 2,
      threads: [() => looks(1), function* () { yield store(1, 1); yield store(1, 0); }],
      mayDie: (thread, [, word]) => thread === 0 && word === 1,
      final: (_words, results) => { expect(!results.includes(KILLED)); },
    },
    environment: { kills: 1 },
    fails: 'final',
  },
  {
    name: 'two threads of one function, of which only one may die',
    program: {
      words: 1,
      threads: same(2, blinking),
      mayDie: (thread, [word]) => thread === 1 && word === 1,
      final: (_words, results) => { expect(!results.includes(KILLED)); },
    },
    environment: { kills: 1 },
    fails: 'final',
  },
  {
    name: 'a time-out in the middle of what another thread does at a stretch',
    program: { words: 2, threads: [() => sleeper(0, 5), stopwatch] },
    fails: 'thrown',
  },
  { name: 'looks in a row', program: { words: 2, threads: [() => looks(5), () => looks(5), () => sleeper(0, 5)] } },
  { name: 'an error', program: { words: 2, threads: [throwing, throwing, function* () { yield store(1, 1); }] }, fails: 'thrown' },
  { name: 'a lost update', program: { words: 2, threads: same(3, adding), final: ([value]) => { expect(value === 3); } }, fails: 'final' },
  { name: 'a race', program: { words: 1, threads: same(2, addingPlainly) }, fails: 'race' },
  { name: 'a race of an atomic write', program: { words: 1, threads: [addingPlainly, function* () { yield load(0); yield add(0, 1); }] }, fails: 'race' },
];

/** With more schedules than a test should play: so many, by an enumeration that took its time. */
export const LARGE: readonly (readonly [name: string, schedules: number, program: Program])[] = [
  ['a mutex around a section, 3 threads', 1_325_298, { words: 2, threads: same(3, counting), final: (words) => { counted(words, 3); } }],
  ['a mutex around a section, 3 threads of a function each', 1_325_298, { words: 2, threads: alike(3, counting), final: (words) => { counted(words, 3); } }],
];

interface Twins {
  readonly name: string;
  readonly count: number;
  readonly body: Body;
  readonly environment?: Environment;
}

const TWIN_THREADS: readonly Twins[] = [
  { name: 'a mutex', count: 3, body: locked },
  { name: 'a mutex around a section', count: 2, body: countingPlainly },
  { name: 'a mutex with one death', count: 2, body: locked, environment: { kills: 1 } },
  { name: 'a lock that gives up', count: 3, body: patient, environment: { timeouts: 1 } },
  { name: 'a lock that takes over from the dead', count: 2, body: robust, environment: { kills: 1 } },
  { name: 'a look at one of them', count: 2, body: mourning, environment: { kills: 1 } },
  { name: 'a look at both', count: 2, body: () => watching(0, 1), environment: { kills: 1 } },
  { name: 'a lost update', count: 3, body: adding },
  { name: 'sleepers that are woken in any order', count: 3, body: lastWakesOne, environment: { notifyOrder: 'any' } },
];

/** Threads that share a function, and the same ones with a function each. */
export const TWINS = TWIN_THREADS.map(({ name, count, body, environment = {} }) => ({
  name,
  environment,
  same: { words: 2, threads: same(count, body) } satisfies Program,
  alike: { words: 2, threads: alike(count, body) } satisfies Program,
}));
