import type { Arena } from './arena.ts';
import type { ThreadTable } from './thread-table.ts';

declare const of: unique symbol;

/**
 * What `share()` returns: a plain object that survives `postMessage`, `workerData` and
 * structured clone, and that `from()` of the same class turns into an object over the same
 * memory, in any thread of the process.
 */
export interface Shared<out T> {
  /** The class, by name. */
  readonly '@sync': string;
  /** The package that the class comes from. */
  readonly module: string;
  /** The format's number: copies of the packages with another cannot use the handle. */
  readonly protocol: number;
  /** Of the package that made the handle, for messages. */
  readonly version: string;
  /** Travels with the handle, and shows in other threads' messages. */
  readonly name: string;
  /** The arena that it is in, for those who can use it. */
  readonly memory?: object;
  /** Where it is. */
  readonly buffer: SharedArrayBuffer;
  /** Where in the buffer, in bytes. */
  readonly byteOffset: number;
  /** The memory of the thread table of the thread that shared it. */
  readonly table: SharedArrayBuffer;
  /** Only a type: a shared Semaphore is no shared Lock. */
  readonly [of]?: T;
}

/** A part of a primitive that threads hold. */
export interface HeldPart {
  /** As `RWLock.reader`. */
  readonly what: string;
  /** The first word with the id of a thread that holds it; 0: nobody. */
  readonly first: number;
  /** How many such words there are. */
  readonly count: number;
}

/** What one class is to those who share it. */
export interface Kind {
  /** Of the class: what handles and messages say. */
  readonly name: string;
  /** The package to import it from. */
  readonly module: string;
  /** How many int32 words it needs; the first tells which class was made there. */
  readonly words: number;
  /** What its place in a buffer must be a multiple of, in bytes: 4, unless told. */
  readonly align?: number;
  /** Where among the words it has a mutex, or a word with an owner as a mutex's. */
  readonly mutex?: number;
  /** Where it says who holds which part of it, if that is not the mutex's owner. */
  readonly parts?: readonly HeldPart[];
  /** True: zeroed memory is none of these, since it begins with more than zeros. */
  readonly zeroIsNone?: boolean;
}

/** Where one primitive is, as one thread sees it. */
export class Place {
  /** The primitive's own words, and no others. */
  readonly words: Int32Array;
  /** Empty: none. */
  readonly name: string;
  /** The threads that its owners' ids belong to. */
  readonly table: ThreadTable;
  /** What the words lie in, if there is a quick way to them. */
  readonly arena: Arena | undefined;

  /** Made by this package alone. */
  constructor(words: Int32Array, name: string, table: ThreadTable, arena?: Arena) {
    this.words = words;
    this.name = name;
    this.table = table;
    this.arena = arena;
  }
}
