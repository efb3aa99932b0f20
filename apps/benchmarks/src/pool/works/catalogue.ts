import type { PoolWork } from '../work.ts';
import { moveBytes, passBytes } from './arguments.ts';
import { inHalves, longAndShort } from './computing.ts';
import { latencyAfter } from './latency.ts';
import { firstResults, poolMemory } from './making.ts';
import { bursts, steady, windowOf } from './windows.ts';

const KB = 1024;
const MIB = KB * KB;
/** Each half takes some 40 ms of a core. */
const PRIMES = 400_000;
const PICTURE = 700;
const BLOCKS = 2000;

const works: Readonly<Record<string, PoolWork>> = {
  'pool-window-1000': { run: windowOf(1000), watchesLoop: true },
  'pool-window-16': { run: windowOf(16), watchesLoop: true },
  'pool-burst': { run: bursts, watchesLoop: true },
  'pool-steady': { run: steady, watchesLoop: true },
  'pool-latency-0': { run: latencyAfter(0) },
  'pool-latency-1': { run: latencyAfter(1) },
  'pool-latency-20': { run: latencyAfter(20) },
  'pool-1kb': { run: passBytes(KB, 16) },
  'pool-1mb': { run: passBytes(MIB, 4) },
  'pool-1mb-moved': { run: moveBytes(MIB, 4) },
  // Even numbers are no work: each half has every second odd one.
  'pool-primes': { run: inHalves('primes', [{ from: 1, step: 4, below: PRIMES }, { from: 3, step: 4, below: PRIMES }]), oneAtATime: true },
  'pool-mandelbrot': { run: inHalves('mandelbrot', [{ from: 0, step: 2, below: PICTURE }, { from: 1, step: 2, below: PICTURE }]), oneAtATime: true },
  'pool-hash': { run: inHalves('hash', [{ from: 0, step: 2, below: BLOCKS }, { from: 1, step: 2, below: BLOCKS }]), oneAtATime: true },
  'pool-mixed': { run: longAndShort, oneAtATime: true },
  'pool-start': { run: firstResults, ownPools: true },
  'pool-memory': { run: poolMemory, ownPools: true, oneAtATime: true },
};

/** A kind of work by its name on the wire. */
export function poolWork(name: string): PoolWork {
  const found = works[name];
  if (!found) throw new Error(`no work of pools is called ${name}`);
  return found;
}
