import type { PoolContender } from '../pool-shape.ts';
import { barePool } from './bare.ts';
import { multithreadingPool } from './multithreading.ts';
import { piscina, poolifier, tinypool, workerpool } from './npm.ts';
import { syncPool, syncPoolBlocking } from './sync.ts';

const contenders: Readonly<Record<string, PoolContender>> = {
  'sync-pool': syncPool,
  'sync-pool-blocking': syncPoolBlocking,
  'bare-pool': barePool,
  piscina,
  tinypool,
  workerpool,
  poolifier,
  'multithreading-pool': multithreadingPool,
};

/** A contender by its name on the wire. */
export function poolContender(name: string): PoolContender {
  const found = contenders[name];
  if (!found) throw new Error(`no pool is called ${name}`);
  return found;
}
