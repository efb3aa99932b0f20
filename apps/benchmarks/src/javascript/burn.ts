import { isMainThread, Worker } from 'node:worker_threads';
import { work } from './work.ts';

const TURNS = 1_000_000;

/** Keeps threads busy with private work, until standard input ends: other load for the contenders, in a process of its own. */
export function burn(entry: URL, threads: number): void {
  if (!isMainThread) for (let state = 1; ; ) state = work(state, TURNS);
  let left = threads;
  for (let i = 0; i < threads; i++) {
    new Worker(entry, { argv: ['--burn'] }).once('online', () => {
      if (--left === 0) process.stdout.write('{"ready":true}\n');
    });
  }
  process.stdin.resume().once('end', () => process.exit(0));
}
