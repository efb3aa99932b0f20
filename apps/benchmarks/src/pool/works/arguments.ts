import type { Pool } from '../pool-shape.ts';
import type { PoolResult, PoolRound } from '../work.ts';

type Bytes = Uint8Array<ArrayBuffer>;

const FIRST = 3;
const LAST = 4;

function bytesOf(length: number): Bytes {
  const bytes = new Uint8Array(length);
  bytes[0] = FIRST;
  bytes[length - 1] = LAST;
  return bytes;
}

function passing(length: number, width: number, pass: (pool: Pool) => unknown) {
  return async ({ pool, ms, results }: PoolRound): Promise<PoolResult> => {
    const start = performance.now();
    let operations = 0;
    const lane = async (): Promise<void> => {
      for (; performance.now() - start < ms; operations++) results.expect(await pass(pool), length + FIRST + LAST);
    };
    await Promise.all(Array.from({ length: width }, lane));
    return { operations, ms: performance.now() - start };
  };
}

/** So many bytes are a task's argument; `width` tasks are on their way. */
export function passBytes(length: number, width: number): ReturnType<typeof passing> {
  const bytes = bytesOf(length);
  return passing(length, width, (pool) => pool.run('ends', bytes));
}

/** They move to the thread that runs the task, made anew each time. */
export function moveBytes(length: number, width: number): ReturnType<typeof passing> {
  return passing(length, width, (pool) => pool.runMoved?.('ends', bytesOf(length)));
}
