import {
  MUTEX_WORDS,
  Place,
  adopt,
  handle,
  isHandle,
  load,
  mutex,
  mutexOf,
  policyWriter,
  show,
  store,
  type Kind,
  type Lockable,
  type Mutex,
  type AbandonOptions,
  type PlacementOptions,
  type Shared,
} from '@sync/atomics/internal';
import { OWN, PLAIN, REENTRANT, SLOT_LOCK, SLOT_MUTEX, WORDS } from './line.ts';

/** What a Condition is to those who share it. */
export const KIND: Kind = {
  name: 'Condition',
  module: '@sync/condition',
  words: WORDS,
  mutex: SLOT_MUTEX,
  zeroIsNone: true,
} as const;

/** Options of a Condition. */
export interface ConditionOptions extends PlacementOptions, AbandonOptions {
  /**
   * Of a lock of its own: notes where in the source that is taken, in all threads, as a Lock's. For
   * development: every acquire takes a stack trace.
   */
  readonly debug?: boolean | undefined;
}

/** What a condition's handle carries, if it is over a lock of another class. */
export interface WithLock {
  readonly lock?: Shared<unknown>;
}

/** Splits what a constructor got: over which lock, and where. */
export function lockAndOptions(
  first: Lockable | ConditionOptions | undefined,
  second: ConditionOptions | undefined,
): [lock: Lockable | undefined, options: ConditionOptions | undefined] {
  if (first === undefined || isLockable(first)) return [first, second];
  if (second !== undefined || !isOptions(first)) {
    throw new TypeError(`new Condition() expects a Lock, an RLock or options, not ${show(first)}`);
  }
  if ('lock' in first && !isHandle(first)) throw new TypeError('new Condition(): pass the lock first: new Condition(lock, { name })');
  return [undefined, first];
}

/** Writes what the words begin with: which lock, and what becomes of its own one when its holder dies. */
export function writer(lock: Lockable | undefined, options: ConditionOptions | undefined): (words: Int32Array) => void {
  const where = 'new Condition()';
  const policy = policyWriter(where, options, SLOT_MUTEX);
  if (lock !== undefined && policy !== undefined) {
    throw new TypeError(`${where}: onAbandoned and debug are the lock's; pass them where that is made`);
  }
  return (words) => {
    policy?.(words);
    store(words, SLOT_LOCK, sortOf(lock));
  };
}

/** What SLOT_LOCK says of a lock; none: its own. */
function sortOf(lock: Lockable | undefined): number {
  if (lock === undefined) return OWN;
  return lock[mutex].reentrant ? REENTRANT : PLAIN;
}

/** The lock of a condition that has its own. */
export function ownMutex({ words, name, table, arena }: Place): Mutex {
  const its = words.subarray(SLOT_MUTEX, SLOT_MUTEX + MUTEX_WORDS);
  return mutexOf(KIND.name, new Place(its, name, table, arena), true);
}

/** Goes into the handle of a condition that is over a lock of another class. */
export function withLock(its: Mutex): WithLock {
  return its.kind === KIND.name ? {} : { lock: handle(kindOf(its.kind), its.place) };
}

/** Who holds the lock: `free`, or `Lock(state)[free]` for one of another class. */
export function stateOf(its: Mutex): string {
  const state = String(its);
  return its.kind === KIND.name ? state.slice(state.lastIndexOf('[') + 1, -1) : state;
}

/** The lock that came in a handle; undefined: it has its own. */
export function adoptedLock({ words }: Place, shared: object): Lockable | undefined {
  const { lock } = shared as WithLock;
  const sort = load(words, SLOT_LOCK);
  if (sort === OWN) return undefined;
  if (!isHandle(lock)) throw new TypeError('Condition.from(): damaged handle; post what share() returned');
  return { [mutex]: mutexOf(lock['@sync'], adopt(kindOf(lock['@sync']), lock), sort === REENTRANT) };
}

/** The lock that a thread brings to a condition in a buffer. */
export function broughtLock({ words }: Place, lock: Lockable | undefined): Lockable | undefined {
  if (lock !== undefined && !isLockable(lock)) {
    throw new TypeError(`Condition.at(): the lock must be a Lock or an RLock, not ${show(lock)}`);
  }
  const sort = load(words, SLOT_LOCK);
  if (sort === sortOf(lock)) return lock;
  const has = ['a lock of its own', 'a Lock', 'a re-entrant lock'][sort - OWN] ?? 'another lock';
  throw new TypeError(
    `Condition.at(): this one has ${has}; ${sort === OWN ? 'pass none' : 'pass that one as { lock }'}`,
  );
}

function kindOf(name: string): Kind {
  return { name, module: '', words: MUTEX_WORDS };
}

function isLockable(value: object | null): value is Lockable {
  return (value as Partial<Lockable> | null)?.[mutex] instanceof Object;
}

/** A plain object, or the place of one that was shared. */
function isOptions(value: unknown): value is ConditionOptions {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || value instanceof Place;
}
