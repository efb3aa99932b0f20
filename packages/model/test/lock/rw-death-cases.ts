import { KILLED, abortSignal } from '@sync/model';
import { DEATH, isAsync } from '../../../model-testing/src/index.ts';
import { FIRST_ID, isGone } from '../is-gone.ts';
import { A_SLICE, beside, inUse, type MayDie, type RWCase } from './rw-cases.ts';
import { READ, RWGround, TOLD, WRITE, downgrades, downgradesAsync, waysOf, type RWLocks, type RWWay } from './rw-ground.ts';

const { acquires: reads, awaits: readsAsync } = waysOf(READ);
const { acquires: writes, awaits: writesAsync } = waysOf(WRITE);

/** Who waits for one that died does so for two slices: the line is one wait, the readers are another. */
const LATEST = 2 * A_SLICE;

const told = (error: unknown): string => {
  if ((error as { code?: string }).code !== 'SYNC_ABANDONED_LOCK') throw error;
  return TOLD;
};

/** May find a writer dead, and then is told. */
function outlives(way: RWWay): RWWay {
  return isAsync(way)
    ? async (ground) => {
        try {
          return await way(ground);
        } catch (error) {
          return told(error);
        }
      }
    : (ground) => {
        try {
          return way(ground);
        } catch (error) {
          return told(error);
        }
      };
}

/** The clock moves only when nothing else does: all that a way waits for is somebody dead, or blocked. */
function inTime(way: RWWay, latest = LATEST): RWWay {
  const check = <T>(start: number, result: T): T => {
    const waited = performance.now() - start;
    if (waited > latest) throw new Error(`waited ${waited} ms`);
    return result;
  };
  return isAsync(way)
    ? async (ground) => check(performance.now(), await way(ground))
    : (ground) => check(performance.now(), way(ground) as number);
}

const WAYS = { reads, readsAsync, writes, writesAsync, downgrades, downgradesAsync } as const;
const MORTALS = Object.entries(WAYS).map(([name, way]) => [name, inTime(outlives(way))] as const);

/** One dies at any of its steps, and the other goes on. */
export const DEATHS: readonly RWCase[] = MORTALS.flatMap(([first, way], at) =>
  MORTALS.slice(at).map(([second, other]) =>
    beside(`one dies: ${first}, ${second}`, [way, other], second === 'downgradesAsync' ? { ...DEATH, preemptions: 2 } : DEATH),
  ),
);

/** Reads for longer than others wait for one that died. */
const readsForLong: RWWay = (ground) => {
  ground.rw.reader.acquire();
  ground.rest(4 * LATEST);
  const done = ground.read();
  ground.rw.reader.release();
  return done;
};

/** Does not wait for one that is dead, as it knows of the first that comes after it. */
const comesAfter = (way: RWWay): RWWay => {
  const inTimeAfterDeath = inTime(way);
  return isAsync(way) ? async (ground) => (isGone(FIRST_ID + 1) ? inTimeAfterDeath(ground) : way(ground)) : (ground) => (isGone(FIRST_ID + 1) ? inTimeAfterDeath(ground) : way(ground));
};

const whileItIsKept: MayDie = (thread, ground) => thread === 1 && ground.isKept;
const NARROW = { ...DEATH, preemptions: 1 } as const;

/** One that awaits to write dies, while another goes on reading. */
export const KEPT_BY_DEAD: readonly RWCase[] = [
  beside('one that awaits to write dies: another reads beside the first', [readsForLong, writesAsync, comesAfter(reads)], NARROW, inUse, whileItIsKept),
  beside('one that awaits to write dies: another awaits and reads beside the first', [readsForLong, writesAsync, comesAfter(readsAsync)], NARROW, inUse, whileItIsKept),
];

const EARLY = { ...DEATH, timeouts: 1 } as const;

/** A slice ends while the others live: nobody takes anything from them. */
export const LIVING: readonly RWCase[] = [
  beside('slices end: both write', [outlives(writes), outlives(writes)], EARLY),
  beside('slices end: one reads, one writes', [outlives(reads), outlives(writes)], EARLY),
  beside('slices end: one reads, one awaits to write', [outlives(reads), outlives(writesAsync)], { ...EARLY, preemptions: 3 }),
  beside('slices end: one awaits to read, one downgrades', [outlives(readsAsync), outlives(downgrades)], EARLY),
];

/** Recovers if it is told of a death, and puts right what there is: it writes. */
const recovers =
  (side: 'reader' | 'writer'): RWWay =>
  (ground) => {
    try {
      return writes(ground);
    } catch (error) {
      told(error);
    }
    if (!ground.rw[side].recover()) throw new Error('it has not recovered');
    if (!ground.rw[side].owned) throw new Error('it has recovered, and holds nothing');
    if (side === 'reader' && ground.rw.writer.locked) throw new Error('it has recovered, and one that died still writes');
    const done = side === 'writer' ? ground.write() : ground.read();
    ground.rw[side].release();
    return done;
  };

/** The same, awaited. */
const recoversAsync: RWWay = async (ground) => {
  try {
    return await writesAsync(ground);
  } catch (error) {
    told(error);
  }
  await ground.rw.writer.recoverAsync();
  const done = ground.write();
  ground.rw.writer.release();
  return done;
};

/** The same, and it may be aborted meanwhile: then it is abandoned still. */
const recoversAborted: RWWay = async (ground) => {
  try {
    return await writesAsync(ground);
  } catch (error) {
    told(error);
  }
  const signal = abortSignal();
  try {
    await ground.rw.writer.recoverAsync({ signal });
  } catch (error) {
    if (error !== signal.reason) throw error;
    return TOLD;
  }
  const done = ground.write();
  ground.rw.writer.release();
  return done;
};

const whileItWrites: MayDie = (thread, ground) => thread === 0 && ground.isWriter(0);

/** One that died while it wrote is not forgotten: nobody recovers. */
const lasting = (module: RWLocks): RWGround => {
  const ground = inUse(module);
  return ground.lastly(([first]) => {
    if (first === KILLED && !ground.isWriter(0)) throw new Error('a writer died, and it is forgotten');
  });
};

const taking = (module: RWLocks): RWGround => new RWGround(module, 0, 'recover').used();

/** A writer died; somebody puts it right, and others go on. */
export const RECOVERED: readonly RWCase[] = [
  beside('not recovered: both write', [writes, outlives(writes)], DEATH, lasting, whileItWrites),
  beside('not recovered: one writes, one awaits to read', [writes, outlives(readsAsync)], DEATH, lasting, whileItWrites),
  beside('recovered by a writer', [writes, recovers('writer')], DEATH, inUse, whileItWrites),
  beside('recovered by a reader', [writes, recovers('reader')], DEATH, inUse, whileItWrites),
  beside('recovered by one that awaits', [writes, recoversAsync], DEATH, inUse, whileItWrites),
  beside('its slot is taken: recovered by one that may be aborted', [downgrades, recoversAborted], DEATH, inUse, whileItWrites),
  beside('two recover', [writes, recovers('writer'), recovers('writer')], { ...DEATH, preemptions: 2 }, inUse, whileItWrites),
  beside('one recovers that reads, one that writes', [writes, recovers('reader'), recovers('writer')], { ...DEATH, preemptions: 2 }, inUse, whileItWrites),
  beside('by policy nobody is told: both write', [inTime(writes), inTime(writes)], DEATH, taking),
  beside('by policy nobody is told: one reads, one writes', [inTime(reads), inTime(writes)], DEATH, taking),
  beside('by policy nobody is told: one awaits to read, one downgrades', [inTime(readsAsync), inTime(downgrades)], DEATH, taking),
];
