/**
 * A thread's output, written by the thread itself. The platform would hand it to the main
 * thread's event loop, which may stand still in a join: nothing would appear then, or be lost.
 */
import { Deadline, isNode, sleepSlice } from '@sync/atomics/internal';
import { fileSystem, processHere, type Stream } from './platform.ts';

/** A pipe takes so many bytes at once, and nothing of others between them. */
const PIECE = 4096;

const STDOUT = 1;
const STDERR = 2;
const NEWLINE = 10;

/** Writes a text to the standard error. Blocks while nobody reads there. */
export function printError(text: string): void {
  writeLines(STDERR, new TextEncoder().encode(`${text}\n`));
}

/** From now on the thread's streams write whole lines, at once. Returns what writes the rest. */
export function ownOutput(): () => void {
  const process = processHere();
  if (process === undefined || !isNode()) return () => undefined;
  const all = [takeOver(process.stdout, STDOUT), takeOver(process.stderr, STDERR)];
  return () => {
    for (const lines of all) lines.flush();
  };
}

/** At once, not when somebody asks for the stream: a console that has printed before has it already. */
function takeOver(stream: Stream, file: number): Lines {
  const lines = new Lines(file);
  stream._write = (chunk, encoding, done) => {
    lines.add(typeof chunk === 'string' ? Buffer.from(chunk, encoding as BufferEncoding) : chunk);
    done();
  };
  stream._writev = null;
  return lines;
}

/** Keeps what is not a whole line yet, until the thread ends. */
class Lines {
  readonly #file: number;
  #rest: Uint8Array = new Uint8Array();
  #ends = false;

  constructor(file: number) {
    this.#file = file;
  }

  add(chunk: Uint8Array): void {
    const end = this.#ends ? chunk.length : chunk.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      writeLines(this.#file, joined(this.#rest, chunk.subarray(0, end)));
      this.#rest = new Uint8Array();
    }
    this.#rest = joined(this.#rest, chunk.subarray(end));
  }

  flush(): void {
    this.#ends = true;
    writeLines(this.#file, this.#rest);
    this.#rest = new Uint8Array();
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second.slice();
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** Writes, in pieces that end with lines where that is possible. */
function writeLines(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    const piece = bytes.subarray(at, at + PIECE);
    const end = at + piece.length < bytes.length ? piece.lastIndexOf(NEWLINE) + 1 : 0;
    const size = end > 0 ? end : piece.length;
    if (!writeAll(file, bytes.subarray(at, at + size))) return;
    at += size;
  }
}

/** False: nobody can read it any more. */
function writeAll(file: number, bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += fileSystem()?.writeSync(file, bytes, at) ?? bytes.length;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'EAGAIN') return false;
      // A full pipe that does not block: until its reader has read.
      sleepSlice(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Deadline.never, 1);
    }
  }
  return true;
}
