import { BlockStore, homeTable, isGone } from '@sync/atomics/internal';
import { KILLED, type Scenario } from '@sync/model';
import { outcomesBy, scenarioOf, type Way } from '@sync/model-testing';
import type { QueueSize } from '@sync/queue';

/** What the scenarios need of the package: the same ones run on it and on its mutants. */
export type Module = Pick<typeof import('@sync/queue'), 'Queue' | 'LifoQueue' | 'PriorityQueue'>;

/** Below a slice: it may come early. */
export const BRIEF = 10;

/** How many were put and taken before. */
const WARM = 1;

/** Of the first thread of a scenario. */
const FIRST_ID = 2;

/** Slots that are looked at from outside, as `words.ts` has them. */
const CLOSED = 1;
const RING = 3;
const PUTS = 40;
const TAKES = 56;
const DISCARDED = 2;
/** All that these are in, and a slot of bytes. */
const HEAD_BYTES = 4 * 80;
const SLOT_BYTES = 128;
/** One more than fits in a slot. */
const LARGE = 121;

/** What came of one call: an item that was put or had, or why not. */
export type Outcome = `put ${number}` | `got ${number}` | 'full' | 'empty' | 'aborted' | 'shut down' | 'done' | 'joined' | 'not joined';

/** All that a call may come to. */
const ITEMS = [1, 2, 3, 4] as const;
const ALL: readonly Outcome[] = [
  ...ITEMS.flatMap((item): Outcome[] => [`put ${item}`, `got ${item}`]),
  'full',
  'empty',
  'aborted',
  'shut down',
  'done',
  'joined',
  'not joined',
];

/** How the queue of a scenario is made. */
export interface Kind extends QueueSize {
  readonly type: keyof Module;
  /** Items that are there. */
  readonly items?: readonly number[];
  /** It is bounded when it is made, so that it has few slots, and not afterwards. */
  readonly grows?: boolean;
}

/** A queue of numbers, and where the threads are. */
export class Ground {
  readonly queue: InstanceType<Module['Queue']> & { put(item: never, options?: object): void };
  /** The first thread is known to be dead. */
  readonly firstIsGone = (): boolean => isGone(FIRST_ID, homeTable());
  readonly #buffer: SharedArrayBuffer;
  readonly #words: Int32Array;
  /** Items are bytes, too many for a slot. */
  readonly #areLarge: boolean;

  constructor(module: Module, { type, items = [], grows = false, ...size }: Kind) {
    const Class = module[type];
    const options = { codec: 'int32', maxSize: 1, ...size } as const;
    const buffer = new SharedArrayBuffer(Class.byteLengthFor(options));
    this.#buffer = buffer;
    this.#words = new Int32Array(buffer);
    this.#areLarge = options.codec === 'bytes';
    const queue = new Class({ ...options, buffer } as never);
    if (grows) queue.maxSize = 0;
    this.queue = queue as never;
    // The first call of a thread finds out where the slots are: those that are looked at find it as the later ones do.
    this.queue.put(this.item(1));
    this.queue.get();
    this.queue.taskDone();
    for (const item of items) this.queue.put(this.item(item));
  }

  /**
   * No item is lost but with who dies, none is there twice: what was put is what was had, and what is left.
   *
   * @param before how many were there at the beginning
   */
  scenario(ways: readonly QueueWay[], before: number, final?: (results: readonly unknown[], ground: Ground) => void): Scenario {
    return scenarioOf(this, ways, ways.map(() => ALL), (results) => {
      const told = results.filter((result) => result !== KILLED).flat() as Outcome[];
      const dead = ways.filter((_, thread) => results[thread] === KILLED);
      const had = told.filter((one) => one.startsWith('got'));
      const puts = before + told.filter((one) => one.startsWith('put')).length;
      if (new Set(had).size !== had.length) throw new Error(`had twice: ${had.join(', ')}`);
      const made = Number(this.#words[PUTS]) - WARM;
      const takes = Number(this.#words[TAKES]) - WARM;
      const more = (name: 'puts' | 'gets'): number => dead.reduce((sum, way) => sum + (way[name] ?? 0), 0);
      if (made < puts || made > puts + more('puts')) throw new Error(`${made} puts, and not ${puts}`);
      if (takes < had.length || takes > had.length + more('gets')) throw new Error(`${takes} taken, and not ${had.length}`);
      if (takes > made) throw new Error(`${takes} of ${made} taken`);
      final?.(results, this);
    });
  }

  /** An item of that number. Of a large one it is the first byte and the last: who dies while others are copied leaves the same behind. */
  item(number: number): never {
    if (!this.#areLarge) return number as never;
    const bytes = new Uint8Array(LARGE);
    bytes[0] = number;
    bytes[LARGE - 1] = number;
    return bytes as never;
  }

  /** The number of an item. */
  numberOf(item: unknown): number {
    if (!this.#areLarge) return item as number;
    const [first = 0, ...others] = item as Uint8Array;
    const last = others.pop();
    if (others.length !== LARGE - 2 || last !== first || others.some((byte) => byte !== 0)) throw new Error('not what was put');
    return first;
  }

  /** All blocks but that of the slots are free. */
  expectNoBlocks(): void {
    const { taken, kept } = BlockStore.attach(this.#buffer, HEAD_BYTES, homeTable()).usage();
    const slots = BlockStore.blockBytesFor((1 << (Number(this.#words[RING]) & 31)) * SLOT_BYTES);
    if (taken !== 0 || (this.#areLarge && kept !== slots)) throw new Error(`${taken} bytes are taken, ${kept} kept, and not ${slots}`);
  }

  /** How many are left. */
  get left(): number {
    return this.#words[CLOSED] === DISCARDED ? 0 : Number(this.#words[PUTS]) - Number(this.#words[TAKES]);
  }
}

/** What a thread does, and what came of it; and how many items it may have put, or taken, when it dies. */
export interface QueueWay extends Way<Ground> {
  readonly puts?: number;
  readonly gets?: number;
}

/** A way that puts or takes so many. */
function moves(counts: Pick<QueueWay, 'puts' | 'gets'>, way: Way<Ground>): QueueWay {
  return Object.assign(way, counts);
}

function told(error: unknown): Outcome {
  const { name } = error as Error;
  if (name === 'QueueEmptyError') return 'empty';
  if (name === 'QueueFullError') return 'full';
  if (name === 'QueueShutDownError') return 'shut down';
  throw error;
}

const { attempted, awaited } = outcomesBy<Outcome>(told);

const puts = (ground: Ground, item: number, options?: object): Outcome => attempted(() => (ground.queue.put(ground.item(item), options), `put ${item}`));
const gets = (ground: Ground, options?: object): Outcome => attempted(() => `got ${ground.numberOf(ground.queue.get(options))}`);
const putsAsync = async (ground: Ground, item: number, options?: { signal?: AbortSignal; timeout?: number }): Promise<Outcome> =>
  awaited(async () => (await ground.queue.putAsync(ground.item(item), options), `put ${item}`), options?.signal);
const getsAsync = async (ground: Ground, options?: { signal?: AbortSignal; timeout?: number }): Promise<Outcome> =>
  awaited(async () => `got ${ground.numberOf(await ground.queue.getAsync(options))}`, options?.signal);

const tryGets = (ground: Ground): Outcome =>
  attempted(() => {
    const found = ground.queue.tryGet();
    return found === undefined ? 'empty' : `got ${ground.numberOf(found.value)}`;
  });
const drains = (ground: Ground): Outcome[] => ground.queue.drain().map((item): Outcome => `got ${ground.numberOf(item)}`);

/** Blocks until there is room. */
export const put = (...items: readonly number[]): QueueWay => moves({ puts: items.length }, (ground) => items.map((item) => puts(ground, item)));
/** The same, all in one call. */
export const putAll = (...items: readonly number[]): QueueWay => moves({ puts: items.length }, ({ queue }) => (queue.putMany(items as never), items.map((item): Outcome => `put ${item}`)));
/** Awaits it. */
export const putAsync = (...items: readonly number[]): QueueWay => moves({ puts: items.length }, async (ground) => {
  const outcomes: Outcome[] = [];
  for (const item of items) outcomes.push(await putsAsync(ground, item));
  return outcomes;
});
/** For a short time. */
export const putBriefly = (item: number): QueueWay => moves({ puts: 1 }, (ground) => puts(ground, item, { timeout: BRIEF }));
/** If there is room. */
export const tryPut = (item: number): QueueWay => moves({ puts: 1 }, (ground): Outcome => (ground.queue.tryPut(ground.item(item)) ? `put ${item}` : 'full'));
/** Gives up. */
export const putAborted = (item: number): QueueWay => moves({ puts: 1 }, async (ground) => {
  const abort = new AbortController();
  const outcome = putsAsync(ground, item, { signal: abort.signal });
  abort.abort(new Error('enough'));
  return outcome;
});
/** Blocks until there is one, so often. */
export const get = (count = 1): QueueWay => moves({ gets: count }, (ground) => Array.from({ length: count }, () => gets(ground)));
/** Awaits it. */
export const getAsync = (count = 1): QueueWay => moves({ gets: count }, async (ground) => {
  const outcomes: Outcome[] = [];
  for (let at = 0; at < count; at++) outcomes.push(await getsAsync(ground));
  return outcomes;
});
/** Two tasks of one thread. */
export const getTwoAsync: QueueWay = moves({ gets: 2 }, async (ground) => Promise.all([getsAsync(ground), getsAsync(ground)]));
/** For a short time. */
export const getBriefly: QueueWay = moves({ gets: 1 }, (ground) => gets(ground, { timeout: BRIEF }));
/** The same, awaiting. */
export const getBrieflyAsync: QueueWay = moves({ gets: 1 }, async (ground) => getsAsync(ground, { timeout: BRIEF }));
/** If there is one. */
export const tryGet: QueueWay = moves({ gets: 1 }, tryGets);
/** Gives up. */
export const getAborted: QueueWay = moves({ gets: 1 }, async (ground) => {
  const abort = new AbortController();
  const outcome = getsAsync(ground, { signal: abort.signal });
  abort.abort(new Error('enough'));
  return outcome;
});
/** Takes one, and puts others. */
export const getAndPut = (...items: readonly number[]): QueueWay => moves({ gets: 1, puts: items.length }, (ground) => [gets(ground), ...items.map((item) => puts(ground, item))]);
/** So many at once. */
export const getMany = (max: number, min = 1): QueueWay => moves({ gets: max }, ({ queue }) => queue.getMany(max, { min }).map((item): Outcome => `got ${Number(item)}`));
/** What is there. */
export const drain: QueueWay = moves({ gets: 4 }, drains);
/** What is there when the first thread has died. */
export const inherit: QueueWay = moves({ gets: 4 }, (ground) => {
  const { queue } = ground;
  if (!ground.firstIsGone()) return [];
  const items = drains(ground);
  if (queue.size > 0) throw new Error(`${queue.size} are left behind`);
  // Each end makes good what was left half done there.
  const outcomes = [...items, puts(ground, 4), tryGets(ground)];
  ground.expectNoBlocks();
  return outcomes;
});
/** Until it was shut down. */
export const getAll: QueueWay = moves({ gets: 4 }, ({ queue }) => [...queue].map((item): Outcome => `got ${Number(item)}`));
/** Ends it. */
export const shutDown = (immediate = false): QueueWay => ({ queue }): Outcome => (queue.shutdown({ immediate }), 'done');
/** Takes one, and says that it is done. */
export const work: QueueWay = moves({ gets: 1 }, (ground) => {
  const outcome = gets(ground);
  ground.queue.taskDone();
  return outcome;
});
/** Waits for all to be done. */
export const join: QueueWay = ({ queue }): Outcome => (queue.join() ? 'joined' : 'not joined');
/** The same, awaiting. */
export const joinAsync: QueueWay = async ({ queue }): Promise<Outcome> => ((await queue.joinAsync()) ? 'joined' : 'not joined');
