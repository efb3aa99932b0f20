// Threads that print, and return, while the one that started them stands still.
import { Lock } from '@sync/lock';
import { Thread, currentThread } from '@sync/thread';
import { existsSync } from 'node:fs';

export function printsAndWaits() {
  console.log('printed meanwhile');
  // The reader makes this file when it has read that line.
  const { SEEN_FILE } = process.env;
  for (const end = Date.now() + 20_000; !existsSync(SEEN_FILE) && Date.now() < end; );
  console.log(existsSync(SEEN_FILE) ? 'was read' : 'was not read');
}

export async function printsMany(name, times) {
  for (let line = 0; line < times; line++) {
    if (line % 2 === 0) console.log(`${name} ${line} ${'.'.repeat(line % 200)}`);
    else process.stdout.write(`${name} ${line}`) && process.stdout.write(` ${'.'.repeat(line % 200)}\n`);
    if (line % 100 === 0) await new Promise(setImmediate);
  }
}

export function printsLarge(lines, size) {
  for (let line = 0; line < lines; line++) console.log(`${line} `.padEnd(size, 'x'));
}

export function printsPartly() {
  process.stdout.write('no line ');
  process.stdout.write('yet\nand ');
  process.stdout.write(new TextEncoder().encode('never one'));
}

export function printsAndExits() {
  process.stdout.write('before it exits');
  process.exit();
}

export function printsAtItsExit() {
  process.once('exit', () => process.stdout.write(' and at its exit'));
  process.stdout.write('before it returns');
}

export function printsAndThrows() {
  process.stdout.write('before it throws');
  throw new Error('thrown');
}

export function printsErrors() {
  console.error('to the error stream');
  console.warn('a warning of its own');
  process.stderr.write('partly');
  console.log('to the output');
}

export function returns(value) {
  return value;
}

export function returnsBytes(length) {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) bytes[at] = at % 251;
  return bytes;
}

export function returnsText(length) {
  return 'ab\u00e9'.repeat(Math.ceil(length / 3)).slice(0, length);
}

export function returnsShared(mine) {
  return { words: new Int32Array(new SharedArrayBuffer(64)), lock: new Lock({ name: 'theirs' }), mine, list: new Array(1000).fill('x') };
}

export function throwsLarge(length) {
  throw new RangeError('so large '.repeat(length / 9));
}

export function nests(depth) {
  if (depth === 0) return currentThread().name;
  console.log(`${currentThread().name} starts one`);
  return `${depth} ${new Thread(new URL(import.meta.url), { export: 'nests', args: [depth - 1], name: `nested ${depth - 1}` }).start().result()}`;
}

export function startsAndReturns(event, done) {
  new Thread(new URL(import.meta.url), { export: 'waitsAndReleases', args: [event, done] }).start();
  return 'returned';
}

export function waitsAndReleases(event, done) {
  event.wait();
  done.release();
}
