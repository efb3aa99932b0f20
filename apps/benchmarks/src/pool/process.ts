import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { parseCommand, type Answer, type Command } from '../child/protocol.ts';
import { poolContender } from './contenders/catalogue.ts';
import type { Pool, PoolNeed } from './pool-shape.ts';
import { Results, type PoolWork } from './work.ts';
import { poolWork } from './works/catalogue.ts';

/** Its clock has a grain of this many milliseconds, which it counts in. */
const GRAIN_MS = 1;
/** Time for the last round to end once the program is gone. */
const LAST_ROUND_MS = 5000;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The process of a pool: its main thread submits, and keeps the time itself. */
class PoolHost {
  readonly #make: (need: PoolNeed) => Pool;
  #pool: Pool | undefined;

  constructor(make: (need: PoolNeed) => Pool) {
    this.#make = make;
  }

  async run({ work, threads, ms }: Command): Promise<Answer> {
    const kind = poolWork(work);
    const results = new Results();
    const makePool = (workers: number): Pool => this.#make({ workers, oneAtATime: kind.oneAtATime ?? false });
    const pool = await this.#poolFor(kind, () => makePool(threads));
    const delay = monitorEventLoopDelay({ resolution: GRAIN_MS });
    if (kind.watchesLoop) delay.enable();
    const cpu = process.cpuUsage();
    const found = await kind.run({ pool, workers: threads, ms, results, makePool });
    const { user, system } = process.cpuUsage(cpu);
    delay.disable();
    return {
      operations: found.operations,
      counts: [found.operations],
      seconds: found.ms / 1000,
      cpuSeconds: (user + system) / 1e6,
      privateNs: 0,
      sectionNs: 0,
      exact: results.right,
      ...(found.timed ? { waits: found.timed.waits() } : {}),
      ...(kind.watchesLoop ? { loopDelayMs: Math.max(0, delay.percentile(99) / 1e6 - GRAIN_MS) } : {}),
      ...(found.bytesPerOperation === undefined ? {} : { bytesPerOperation: found.bytesPerOperation }),
    };
  }

  /** One pool for all rounds, each of whose threads has done something. */
  async #poolFor({ ownPools }: PoolWork, make: () => Pool): Promise<Pool> {
    if (ownPools) return NONE;
    if (!this.#pool) {
      this.#pool = make();
      await Promise.all(Array.from({ length: SOME }, (_, a) => this.#pool?.run('add', a)));
    }
    return this.#pool;
  }
}

/** Tasks with which a pool begins. */
const SOME = 100;

const NONE: Pool = {
  run: () => { throw new Error('this work makes its pools itself'); },
  close: () => undefined,
};

/** Serves commands from standard input until it ends. */
export async function runPools(name: string): Promise<void> {
  const say = (line: object): void => { process.stdout.write(`${JSON.stringify(line)}\n`); };
  const input = createInterface({ input: process.stdin });
  // A pool that hangs must not outlive the program.
  input.once('close', () => setTimeout(() => process.exit(1), LAST_ROUND_MS));
  try {
    const contender = poolContender(name);
    const host = new PoolHost(await contender.load());
    say({ ready: true, version: (await contender.version()) ?? process.version });
    for await (const line of input) {
      try {
        say(await host.run(parseCommand(line)));
      } catch (error) {
        say({ error: messageOf(error) });
      }
    }
  } catch (error) {
    say({ error: messageOf(error) });
  }
  process.exit(0); // threads may still be there
}
