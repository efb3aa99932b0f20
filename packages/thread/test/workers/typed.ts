/** What threads of `types.test.ts` and `typescript.test.ts` run: in TypeScript. */
import type { Lock } from '@sync/lock';

export function greet(name: string, times = 1): string {
  return `hello ${name}`.repeat(times);
}

export async function count(lock: Lock, ...numbers: readonly number[]): Promise<number> {
  return Promise.resolve(lock.run(() => numbers.length));
}

export const version = 7 as const;
