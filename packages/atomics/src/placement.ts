import { allocateInArena, arenaOf } from './arena.ts';
import { load, store, swap } from './atomics.ts';
import { mismatch } from './context.ts';
import { IncompatibleVersionError, InvalidStateError } from './errors.ts';
import { checkOptions, show } from './input.ts';
import { PROTOCOL, VERSION } from './protocol.ts';
import { Place, type Kind, type Shared } from './shared.ts';
import { allocate, checkSharedMemory, isShared } from './shared-memory.ts';
import { homeTable, isThreadTable, tableOf } from './thread-table.ts';

/** What the constructors of all primitives take. */
export interface PlacementOptions {
  /** Shown in messages, also in other threads. */
  readonly name?: string | undefined;
  /** Zeroed shared memory to make it in; without it, it gets memory of its own. */
  readonly buffer?: SharedArrayBuffer | undefined;
  /** Where in the buffer, in bytes: a multiple of 4. */
  readonly byteOffset?: number | undefined;
}

/** In every primitive: which class was made there, a hash of its name; 0 in untouched memory. */
const SLOT_MADE = 0;

/** Words of different owners lie this far apart, in bytes: the size of a cache line. */
const LINE = 64;

/** The mark while what it begins with is being written. */
const BEING_MADE = 2;

/**
 * Makes a primitive: in the caller's memory, or in memory of its own.
 *
 * @param begin writes what it begins with, for a kind that zeroed memory is none of
 */
export function create(kind: Kind, options: PlacementOptions = {}, begin?: (words: Int32Array) => void): Place {
  // Our own `from` and `at` come with the place.
  if (options instanceof Place) return options;
  const where = `new ${kind.name}()`;
  checkOptions(where, options, 'name, buffer');
  if (isHandle(options)) throw new TypeError(`${where}: that is a handle; use ${kind.name}.from()`);
  const { buffer, byteOffset = 0 } = options;
  const name = checkName(where, options.name);
  if (buffer === undefined) {
    if (byteOffset !== 0) throw new TypeError(`${where}: a byteOffset needs a buffer`);
    return allocatePlace(kind, name, begin);
  }
  const words = view(kind, where, buffer, byteOffset);
  // A thread that finds no room there has made nothing.
  const table = homeTable();
  if (!isUntouched(words) || !swap(words, SLOT_MADE, 0, begin ? BEING_MADE : markOf(kind))) {
    throw new InvalidStateError(
      `${where}: there is something at byte ${byteOffset} of the buffer already; ` +
        `to attach to a ${kind.name}, use ${kind.name}.at()`,
    );
  }
  finish(kind, words, begin);
  return new Place(words, name, table);
}

/** Attaches to a primitive that somebody made in a buffer; zeroed memory is a free one. */
export function attach(
  kind: Kind,
  buffer: SharedArrayBuffer,
  byteOffset = 0,
  options: { readonly name?: string | undefined } = {},
): Place {
  const where = `${kind.name}.at()`;
  checkOptions(where, options, 'name');
  const words = view(kind, where, buffer, byteOffset);
  const name = checkName(where, options.name);
  const table = homeTable();
  checkMark(kind, where, words);
  return new Place(words, name, table);
}

/** Attaches to a primitive that another thread has shared. */
export function adopt(kind: Kind, shared: Shared<unknown>): Place {
  const where = `${kind.name}.from()`;
  if (!isHandle(shared)) {
    throw new TypeError(`${where} expects what share() of a ${kind.name} returned, not ${show(shared)}`);
  }
  if (shared.protocol !== PROTOCOL) throw new IncompatibleVersionError(`${where}: ${mismatch(shared)}`);
  const found = shared['@sync'];
  if (found !== kind.name) {
    throw new TypeError(`${where} got a shared ${found}; use ${found}.from()`);
  }
  const arena = shared.memory === undefined ? undefined : arenaOf(shared.memory);
  // The arena's own buffer: one object for one memory, whatever came in the handle.
  const words = view(kind, where, arena?.buffer ?? shared.buffer, shared.byteOffset);
  if (!isShared(shared.table) || !isThreadTable(shared.table)) {
    throw new TypeError(`${where}: damaged handle; post what share() returned`);
  }
  const name = checkName(where, shared.name);
  const table = tableOf(shared.table);
  checkMark(kind, where, words);
  return new Place(words, name, table, arena);
}

/** What `share()` of a class returns. */
export function handle<T>(kind: Kind, { words, name, table, arena }: Place): Shared<T> {
  return {
    '@sync': kind.name,
    module: kind.module,
    protocol: PROTOCOL,
    version: VERSION,
    name,
    ...(arena && { memory: arena.memory }),
    buffer: words.buffer as SharedArrayBuffer,
    byteOffset: words.byteOffset,
    table: table.buffer,
  };
}

/** True for what `share()` of some class, of some version, returned. */
export function isHandle(value: unknown): value is Shared<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<Shared<unknown>>)['@sync'] === 'string' &&
    'protocol' in value
  );
}

/** The mark comes last: who finds it, finds the rest. */
function finish(kind: Kind, words: Int32Array, begin: ((words: Int32Array) => void) | undefined): void {
  begin?.(words);
  store(words, SLOT_MADE, markOf(kind));
}

/** In the arena, else in memory of its own with nothing else on its first line. */
function allocatePlace(kind: Kind, name: string, begin: ((words: Int32Array) => void) | undefined): Place {
  checkSharedMemory();
  const table = homeTable();
  const bytes = Math.ceil((kind.words * 4) / LINE) * LINE;
  const found = allocateInArena(bytes);
  const buffer = found?.arena.buffer ?? allocate(LINE + bytes);
  const words = new Int32Array(buffer, found?.byteOffset ?? LINE, kind.words);
  finish(kind, words, begin);
  return new Place(words, name, table, found?.arena);
}

function view(kind: Kind, where: string, buffer: unknown, byteOffset: unknown): Int32Array {
  checkSharedMemory();
  if (!isShared(buffer)) {
    throw new TypeError(`${where}: the buffer must be a SharedArrayBuffer, not ${show(buffer)}`);
  }
  const align = kind.align ?? 4;
  const wrong = `${where}: the byteOffset must be a multiple of ${align}, not ${show(byteOffset)}`;
  if (typeof byteOffset !== 'number') throw new TypeError(wrong);
  if (!(byteOffset >= 0) || byteOffset % align !== 0) throw new RangeError(wrong);
  const needed = kind.words * 4;
  if (byteOffset + needed > buffer.byteLength) {
    throw new RangeError(
      `${where}: a ${kind.name} needs ${needed} bytes, and the buffer has ` +
        `${Math.max(0, buffer.byteLength - byteOffset)} at byte ${byteOffset}`,
    );
  }
  return new Int32Array(buffer, byteOffset, kind.words);
}

function checkMark(kind: Kind, where: string, words: Int32Array): void {
  if (kind.zeroIsNone !== true && isUntouched(words)) swap(words, SLOT_MADE, 0, markOf(kind));
  if (load(words, SLOT_MADE) === markOf(kind)) return;
  throw new TypeError(`${where}: what is in that memory is no ${kind.name}`);
}

function isUntouched(words: Int32Array): boolean {
  return words.every((_, slot) => load(words, slot) === 0);
}

/** A hash of the class's name: tells the classes apart without a list of them. */
export function markOf(kind: Kind): number {
  let hash = 0;
  for (const char of kind.name) hash = Math.imul(hash, 31) + char.charCodeAt(0);
  return hash | 1;
}

function checkName(where: string, name: unknown): string {
  if (name === undefined) return '';
  if (typeof name !== 'string') throw new TypeError(`${where}: the name must be a string, not ${show(name)}`);
  return name;
}
