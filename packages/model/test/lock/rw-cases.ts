import type { CheckOptions } from '@sync/model';
import { NO_SLICES, isAsync, type Case } from '../../../model-testing/src/index.ts';
import { READ, RWGround, WRITE, downgrades, downgradesAsync, readsAgain, waysOf, type RWLocks, type RWWay } from './rw-ground.ts';
import { UP_TO_2, UP_TO_3 } from './together.ts';

/** A case of an RWLock. */
export type RWCase = Case<RWLocks>;

/** May a thread die now? */
export type MayDie = (thread: number, ground: RWGround) => boolean;

/** Threads of which each takes a side in its way. */
export function beside(name: string, ways: readonly RWWay[], options: CheckOptions, make = inUse, mayDie: MayDie = () => true): RWCase {
  return {
    name,
    options,
    awaits: ways.some(isAsync),
    setup: (module) => {
      const ground = make(module);
      return { ...ground.scenario(...ways.map((way) => () => way(ground))), mayDie: (thread) => mayDie(thread, ground) };
    },
  };
}

/** As after some use: the bits of the slots would be set in all orders, which is the subject of one case alone. */
export const inUse = (module: RWLocks): RWGround => new RWGround(module).used();

const { holds: writesHeld, holdsAsync: writesHeldAsync, ...WRITES } = waysOf(WRITE);
const { holds: readsHeld, holdsAsync: readsHeldAsync, ...READS } = waysOf(READ);

const named = (of: string, ways: Readonly<Record<string, RWWay>>): (readonly [string, RWWay])[] =>
  Object.entries(ways).map(([name, way]) => [`${of} ${name}`, way] as const);

const ALL = [...named('writer', WRITES), ...named('reader', READS), ['one downgrades', downgrades]] as const;

const UP_TO_5: CheckOptions = { ...NO_SLICES, timeouts: 1, preemptions: 5 };

/** Where one awaits to write, and another reads that tries or has no time, there are very many. */
const optionsOf = (names: string): CheckOptions => (/writer a(waits|borted).*reader t/.test(names) ? UP_TO_5 : NO_SLICES);

/** All ways, two at a time, but for two that only read. */
export const PAIRS: readonly RWCase[] = ALL.flatMap(([first, way], at) =>
  ALL.slice(at)
    .filter(([second]) => !(first.startsWith('reader') && second.startsWith('reader')))
    .map(([second, other]) => {
      const name = `${first}, ${second}`;
      return beside(name, [way, other], optionsOf(name));
    }),
);

const { acquires: reads, awaits: readsAsync, timed: readsTimed, tries: triesToRead, aborted: readsAborted } = READS;
const { acquires: writes, awaits: writesAsync, timed: writesTimed, awaitsTimed: writesAsyncTimed, aborted: writesAborted } = WRITES;

/** Two that read are there at the same time: each waits for the other. */
const readsTogether: RWWay = (ground) => {
  ground.rw.reader.acquire();
  ground.gathering.arrive();
  ground.gathering.arrived(2);
  const done = ground.read();
  ground.rw.reader.release();
  return done;
};

/** Reads again when another waits to write. */
const readsAgainPastWriter: RWWay = (ground) => {
  ground.rw.reader.acquire();
  ground.gathering.arrived(1);
  const done = readsAgain(ground);
  ground.rw.reader.release();
  return done;
};

/** Tells that it is about to wait, which it can do no more if somebody reads. */
const arrivesAndWrites: RWWay = async (ground) => {
  const turn = ground.rw.writer.acquireAsync();
  ground.gathering.arrive();
  await turn;
  const done = ground.write();
  ground.rw.writer.release();
  return done;
};

/** Guards of both kinds of holds in one thread, ended in any order. */
const readsInManyWays: RWWay = async (ground) => {
  const { reader } = ground.rw;
  const first = await reader.holdAsync();
  const second = reader.hold();
  reader.acquire();
  first.release();
  const held = [first.held, second.held];
  if (held.join() !== 'false,true') throw new Error('a guard ended another hold');
  reader.release();
  if (!second.held) throw new Error('release() ended the hold of a guard');
  const done = ground.read();
  second.release();
  if (reader.owned) throw new Error('a hold is left');
  return done;
};

const fresh = (module: RWLocks): RWGround => new RWGround(module);

/** One that has awaited the writer makes a reader of itself. */
export const ASYNC_DOWNGRADES: readonly RWCase[] = Object.entries({ writes, writesAsync, reads, readsAsync, triesToRead }).map(([name, way]) =>
  beside(`one downgrades its async hold, ${name}`, [downgradesAsync, way], { ...NO_SLICES, preemptions: 4 }),
);

/** What is between two and many. */
export const WAYS_ASIDE: readonly RWCase[] = [
  beside('guards: both write', [writesHeld, writesHeldAsync], NO_SLICES),
  beside('guards: one writes, one reads', [writesHeld, readsHeld], NO_SLICES),
  beside('async guards: one writes, one reads', [writesHeldAsync, readsHeldAsync], NO_SLICES),
  beside('two read at the same time', [readsTogether, readsTogether], NO_SLICES),
  beside('one reads again past one that waits to write', [readsAgainPastWriter, arrivesAndWrites], NO_SLICES),
  beside('many holds of one thread, one writes', [readsInManyWays, writes], NO_SLICES),
  beside('slots that were never taken: both read', [reads, reads], NO_SLICES, fresh),
  beside('slots that were never taken: one reads, one writes', [reads, writes], NO_SLICES, fresh),
];

/** Three at a time. */
export const TRIPLES: readonly RWCase[] = [
  beside('two read, one writes', [reads, reads, writes], UP_TO_3),
  beside('one reads, two write', [reads, writes, writes], UP_TO_3),
  beside('two read, one writes; all await', [readsAsync, readsAsync, writesAsync], UP_TO_2),
  beside('one reads, two write; all await', [readsAsync, writesAsync, writesAsync], UP_TO_2),
  beside('two read, one awaits to write', [reads, reads, writesAsync], UP_TO_3),
  beside('one reads and two write, of whom one awaits', [reads, writes, writesAsync], UP_TO_3),
  beside('one reads, one awaits to read, one writes', [reads, readsAsync, writes], UP_TO_3),
  beside('a writer whose time is up lets in one that reads', [reads, reads, writesTimed], UP_TO_3),
  beside('an async writer whose time is up lets in one that reads', [reads, reads, writesAsyncTimed], UP_TO_2),
  beside('an async writer that is aborted lets in one that reads', [reads, readsAsync, writesAborted], UP_TO_2),
  beside('an async writer that is aborted lets in one that writes', [reads, writes, writesAborted], UP_TO_3),
  beside('a reader whose time is up leaves one that writes', [writes, writes, readsTimed], UP_TO_3),
  beside('a reader that is aborted leaves one that awaits', [writes, readsAsync, readsAborted], UP_TO_2),
  beside('one that tries to read overtakes those that wait', [writes, writesAsync, triesToRead], UP_TO_3),
  beside('one downgrades among two that read', [downgrades, reads, reads], UP_TO_3),
  beside('one downgrades among one that reads and one that writes', [downgrades, reads, writes], UP_TO_3),
  beside('one downgrades its async hold among two that await', [downgradesAsync, readsAsync, writesAsync], UP_TO_2),
];

/** Two tasks of one thread, in the order in which they came; throws if the second goes first. */
const inTurn = (...sides: readonly ('reader' | 'writer')[]): RWWay => async (ground) => {
  const { rw } = ground;
  const served: number[] = [];
  const task = async (side: 'reader' | 'writer', number: number): Promise<number> => {
    await rw[side].acquireAsync();
    served.push(number);
    const done = side === 'writer' ? ground.write() : ground.read();
    rw[side].release();
    return done;
  };
  const counts = await Promise.all(sides.map(task));
  if (served.join() !== '0,1') throw new Error(`served were ${served.join()}`);
  return counts.reduce((sum, count) => sum + count, 0);
};

/** One that writes leaves, and one behind it in its thread does not. */
const leavesBehind = (stays: RWWay): RWWay => async (ground) => {
  const [left, stayed] = await Promise.all([writesAborted(ground), stays(ground)]);
  return Number(left) + Number(stayed);
};

/** One that writes leaves for certain, and the one behind it reads. */
const leavesToReader: RWWay = async (ground) => {
  const { reader, writer } = ground.rw;
  const abort = new AbortController();
  const left = writer.acquireAsync({ signal: abort.signal }).then(
    () => {
      writer.release();
    },
    () => undefined,
  );
  const turn = reader.acquireAsync();
  abort.abort();
  await Promise.all([left, turn]);
  ground.gathering.arrive();
  const done = ground.read();
  reader.release();
  return done;
};

/** Reads until the other does. */
const readsUntilJoined: RWWay = (ground) => {
  ground.rw.reader.acquire();
  ground.gathering.arrived(1);
  const done = ground.read();
  ground.rw.reader.release();
  return done;
};

/** Several tasks of one thread. */
export const TASKS: readonly RWCase[] = [
  beside('two tasks that write, in turn', [inTurn('writer', 'writer'), reads], UP_TO_3),
  beside('two tasks that write, in turn, beside one that writes', [inTurn('writer', 'writer'), writes], UP_TO_3),
  beside('one that is aborted lets in the next of its thread, while others read', [leavesToReader, readsUntilJoined], UP_TO_3),
  beside('a task that writes, then one that reads', [inTurn('writer', 'reader'), reads], UP_TO_3),
  beside('a task that reads, then one that writes', [inTurn('reader', 'writer'), writes], UP_TO_3),
  beside('a task that writes is aborted, and the next one reads', [leavesBehind(readsAsync), reads], UP_TO_3),
  beside('a task that writes is aborted, and the next one writes', [leavesBehind(writesAsync), reads], UP_TO_3),
];

/** 63 others read for ever. */
const crowded = (module: RWLocks): RWGround => new RWGround(module, 63);

/** One slot is left. */
export const CROWDED: readonly RWCase[] = [
  beside('two read in turn', [reads, reads], UP_TO_3, crowded),
  beside('two read in turn, one awaits', [reads, readsAsync], UP_TO_3, crowded),
  beside('two read in turn, both await', [readsAsync, readsAsync], UP_TO_3, crowded),
  beside('one reads, one has no time', [reads, readsTimed], UP_TO_3, crowded),
  beside('one reads, one tries', [reads, triesToRead], UP_TO_3, crowded),
  beside('one reads, one may be aborted', [reads, readsAborted], UP_TO_3, crowded),
];

/** Longer than a slice and what a nap of a newcomer may add, for each of two waits. */
export const A_SLICE: number = 50 + 5;

