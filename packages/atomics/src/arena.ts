/**
 * Memory for words that are hot: one WebAssembly memory for all threads, with functions
 * that read, write and swap. V8 compiles `Atomics.compareExchange` to a call of a builtin
 * (8 ns), but inlines a WebAssembly function into its caller, down to the one machine
 * instruction (under 4 ns, the call included; measured on Node 20 and 26). That is the
 * difference between three times the cost of a C mutex and about the same.
 *
 * The words are ordinary shared words all the same: whoever cannot use the functions, for
 * want of WebAssembly, by a page's security policy, or in a model checker, works on them
 * through `Atomics`, side by side with those who can.
 *
 * HEADER, the first cell
 *   0  -        the stamp, see `region.ts`
 *   4  NEXT     the first cell that was never given out
 *
 * Cells are a cache line each, and are never given back: 65,535 primitives, and further
 * ones get memory of their own and the slower way. That bounds what can leak to 4 MiB,
 * without any question of who may still be using a cell.
 */
import { add, load, store } from './atomics.ts';
import { perThread } from './context.ts';
import { STAMP_WORDS, bequeath, inherited, stamp, uidOf } from './region.ts';
import { isShared } from './shared-memory.ts';

/** What the module exports, by byte address. */
interface Exports {
  readonly c: (address: number, expected: number, value: number) => number;
  readonly l: (address: number) => number;
  readonly s: (address: number, value: number) => void;
}

/** An arena, as one thread sees it. */
export interface Arena {
  /** Travels in handles. */
  readonly memory: object;
  readonly buffer: SharedArrayBuffer;
  /** Compare-and-swap by byte address; returns what the word was. */
  readonly compareExchange: Exports['c'];
  /** Reads by byte address. */
  readonly load: Exports['l'];
  /** Writes by byte address. */
  readonly store: Exports['s'];
  /** For `functionsOf`. */
  readonly functions: Map<string, unknown>;
}

interface Arenas {
  /** Where this thread makes its primitives; null: there is none to be had. */
  home: Arena | null | undefined;
  readonly byUid: Map<string, Arena>;
}

interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
}

interface Wasm {
  Memory: new (limits: { initial: number; maximum: number; shared: boolean }) => WasmMemory;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: unknown };
}

const MAGIC = 0x41_52_45_4e;
const SLOT_NEXT = STAMP_WORDS;

const CELL = 64;
/** What begins at a multiple of so many words. */
export const CELL_WORDS: number = CELL / 4;
const PAGES = 64;
const CELLS = (PAGES * 65_536) / CELL;

/* prettier-ignore */
const MODULE = [
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00,
  0x01, 0x12, 0x03, 0x60, 0x03, 0x7f, 0x7f, 0x7f, 0x01, 0x7f, 0x60, 0x01, 0x7f, 0x01, 0x7f, 0x60, 0x02, 0x7f, 0x7f, 0x00, // types
  0x02, 0x0a, 0x01, 0x00, 0x01, 0x6d, 0x02, 0x03, 0x01, 0x80, 0x80, 0x04, // import shared memory "m"
  0x03, 0x04, 0x03, 0x00, 0x01, 0x02,
  0x07, 0x0d, 0x03, 0x01, 0x63, 0x00, 0x00, 0x01, 0x6c, 0x00, 0x01, 0x01, 0x73, 0x00, 0x02, // export functions "c", "l", "s"
  0x0a, 0x22, 0x03,
  0x0c, 0x00, 0x20, 0x00, 0x20, 0x01, 0x20, 0x02, 0xfe, 0x48, 0x02, 0x00, 0x0b, // i32.atomic.rmw.cmpxchg
  0x08, 0x00, 0x20, 0x00, 0xfe, 0x10, 0x02, 0x00, 0x0b, // i32.atomic.load
  0x0a, 0x00, 0x20, 0x00, 0x20, 0x01, 0xfe, 0x17, 0x02, 0x00, 0x0b, // i32.atomic.store
] as const;

/**
 * Functions over the words of an arena, for transitions of several steps that are worth one call: what a
 * module exports that imports the memory as `"" "m"`. Made once for each arena and name.
 */
export function functionsOf({ memory, functions }: Arena, name: string, module: readonly number[]): unknown {
  let found = functions.get(name);
  if (found === undefined) functions.set(name, (found = instantiate(memory, module)));
  return found;
}

/** Zeroed memory in the arena, and the arena; undefined: there is none, or it is full. */
export function allocateInArena(bytes: number): { arena: Arena; byteOffset: number } | undefined {
  const mine = arenas();
  if (mine.home === undefined) mine.home = openHome() ?? null;
  const arena = mine.home;
  if (arena === null) return undefined;
  const words = header(arena.buffer);
  const cells = Math.ceil(bytes / CELL);
  if (load(words, SLOT_NEXT) + cells > CELLS) return undefined;
  const first = add(words, SLOT_NEXT, cells);
  return first + cells > CELLS ? undefined : { arena, byteOffset: first * CELL };
}

/** The words of all arenas that the calling thread knows, or could know, as far as they were ever given out, but for the first cell. */
export function usedCells(): readonly Int32Array[] {
  const left = inherited('arena');
  if (left !== undefined) arenaOf(left);
  return [...arenas().byUid.values()].map(({ buffer }) => {
    const used = Math.min(load(header(buffer), SLOT_NEXT), CELLS);
    return new Int32Array(buffer, CELL, (used - 1) * CELL_WORDS);
  });
}

/** The arena whose memory came in a handle; undefined: it cannot be used here. */
export function arenaOf(memory: unknown): Arena | undefined {
  const found = memory as WasmMemory;
  const uid = isShared(found.buffer) ? uidOf(found.buffer, MAGIC) : undefined;
  if (uid === undefined) return undefined;
  const { byUid } = arenas();
  let arena = byUid.get(uid);
  if (arena === undefined) {
    arena = open(found);
    if (arena !== undefined) byUid.set(uid, arena);
  }
  return arena;
}

function arenas(): Arenas {
  return perThread<Arenas>('arenas', () => ({ home: undefined, byUid: new Map() }));
}

/** The arena that the parent thread left, else one made now. */
function openHome(): Arena | undefined {
  const found = inherited('arena');
  if (found !== undefined) return arenaOf(found);
  const memory = create();
  if (memory === undefined) return undefined;
  bequeath('arena', memory);
  return arenaOf(memory);
}

function create(): WasmMemory | undefined {
  try {
    const memory = new (wasm().Memory)({ initial: PAGES, maximum: PAGES, shared: true });
    // Where it cannot be posted, its handles could not be.
    structuredClone(memory);
    store(header(memory.buffer), SLOT_NEXT, 1);
    stamp(memory.buffer, MAGIC);
    return memory;
  } catch {
    return undefined;
  }
}

function open(memory: WasmMemory): Arena | undefined {
  try {
    const { c: compareExchange, l: load, s: store } = instantiate(memory, MODULE) as Exports;
    return { memory, buffer: memory.buffer, compareExchange, load, store, functions: new Map() };
  } catch {
    return undefined;
  }
}

function instantiate(memory: object, module: readonly number[]): unknown {
  const { Module, Instance } = wasm();
  return new Instance(new Module(new Uint8Array(module)), { '': { m: memory } }).exports;
}

function header(buffer: SharedArrayBuffer): Int32Array {
  return new Int32Array(buffer, 0, CELL_WORDS);
}

function wasm(): Wasm {
  return (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;
}
