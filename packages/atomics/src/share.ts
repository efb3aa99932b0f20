import { perThread } from './context.ts';
import { defineOwned } from './owned.ts';
import { isHandle } from './placement.ts';
import { isUnpostable } from './posting.ts';
import type { Kind, Shared } from './shared.ts';
import { walk } from './walk.ts';

/** What {@link share} makes of a value: handles in the place of primitives. */
export type SharedForm<T> = T extends { share(): infer Handle extends Shared<unknown> }
  ? Handle
  : Rebuilt<T, 'share'>;

/** What {@link receive} makes of a value: primitives in the place of handles. */
export type ReceivedForm<T> = T extends Shared<infer Primitive> ? Primitive : Rebuilt<T, 'receive'>;

/** Types that are passed on as they are. */
type Opaque =
  | string
  | number
  | bigint
  | boolean
  | symbol
  | null
  | undefined
  | ((...args: never[]) => unknown)
  | Date
  | RegExp
  | Error
  | ArrayBufferLike
  | ArrayBufferView;

type Form<T, Way> = Way extends 'share' ? SharedForm<T> : ReceivedForm<T>;

type Rebuilt<T, Way> = T extends Opaque
  ? T
  : T extends Map<infer K, infer V>
    ? Map<Form<K, Way>, Form<V, Way>>
    : T extends Set<infer V>
      ? Set<Form<V, Way>>
      : { [K in keyof T]: Form<T[K], Way> };

interface Shareable {
  share(): unknown;
}

/** Of what has no `share` of its own, since all its names are its user's: the same. */
export const SHARE: unique symbol = Symbol.for('@sync/share') as never;

type Attach = (handle: Shared<never>) => unknown;

/** A class whose objects can be shared. */
interface SharableClass {
  readonly prototype: object;
  from(shared: Shared<never>): unknown;
}

/** What `util.inspect` and `console.log` of the servers' runtimes call. */
export const INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never;

/**
 * Makes a class known: {@link receive} finds it, and `console.log` shows its `toString`.
 * Called once, where a class is defined.
 */
export function define(kind: Kind, type: SharableClass): void {
  classes().set(kind.name, (shared) => type.from(shared));
  if (kind.mutex !== undefined) defineOwned(kind);
  // Bundlers and minifiers rename classes.
  Object.defineProperty(type, 'name', { value: kind.name });
  Object.defineProperty(type.prototype, INSPECT, {
    value(this: { toString(): string }) {
      return this.toString();
    },
  });
}

/**
 * A copy of a value that can be posted: every primitive inside plain objects, arrays, maps
 * and sets is replaced by its handle. What is met twice stays one.
 *
 * Never blocks.
 */
export function share<T>(value: T): SharedForm<T> {
  return walk(value, (found) => {
    const { [SHARE]: shareHidden } = found as { [SHARE]?: () => unknown };
    if (shareHidden !== undefined) return shareHidden();
    return isUnpostable(found) ? (found as Shareable).share() : undefined;
  }) as SharedForm<T>;
}

/**
 * The other end of {@link share}: a copy of what arrived, with a primitive over the same
 * memory in the place of every handle.
 *
 * Never blocks.
 *
 * @throws TypeError the class of a handle is not loaded; the message says what to import
 */
export function receive<T>(value: T): ReceivedForm<T> {
  return walk(value, (found) => (isHandle(found) ? revive(found) : undefined)) as ReceivedForm<T>;
}

/** True if the class of a handle is loaded in this thread. */
export function isReceivable(handle: Shared<unknown>): boolean {
  return classes().has(handle['@sync']);
}

function revive(handle: Shared<unknown>): unknown {
  const kind = handle['@sync'];
  const attach = classes().get(kind);
  if (attach !== undefined) return attach(handle as Shared<never>);
  throw new TypeError(
    `receive(): the class ${kind} is not loaded in this thread; add import '${handle.module}'`,
  );
}

function classes(): Map<string, Attach> {
  return perThread('classes', () => new Map<string, Attach>());
}
