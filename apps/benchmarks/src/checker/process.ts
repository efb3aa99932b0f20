import { createInterface } from 'node:readline';
import type { Scenario } from '@sync/model';
import { parseCommand, type Answer, type Command } from '../child/protocol.ts';
import { packageVersion } from '../javascript/contenders/package-version.ts';
import { EXTENTS, mutexOf, type Extent } from './mutex.ts';

/** What a checker says that it has covered; one that knows no states counts schedules only. */
export type Covered = Pick<Extent, 'interleavings'> & Partial<Extent> & { readonly complete?: boolean };

/** Goes through everything that the threads of a setup can do. */
export type Checker = (setup: () => Scenario) => Covered;

interface Loaded {
  readonly check: Checker;
  readonly version: string | undefined;
}

/** Checkers by their names on the wire. Each is loaded by itself, and before the clock runs. */
const checkers: Readonly<Record<string, () => Promise<Loaded>>> = {
  'sync-model': async () => ({ check: (await import('@sync/model')).check, version: await packageVersion('@sync/model') }),
  'one-by-one': async () => ({ check: (await import('./one-by-one.ts')).oneByOne, version: process.version }),
};

/** Throws unless a checker has found exactly what there is: one that is wrong must not be fast. */
export function confirm(covered: Covered, threads: number): Extent {
  const extent = EXTENTS.get(threads);
  if (!extent) throw new Error(`nobody knows what ${String(threads)} threads come to`);
  if (covered.complete === false) throw new Error('the search was cut short');
  for (const key of ['states', 'transitions', 'interleavings'] as const) {
    const found = covered[key] ?? extent[key];
    if (found !== extent[key]) throw new Error(`found ${String(found)} ${key} instead of ${String(extent[key])}`);
  }
  return extent;
}

/** Does what a command asks for. `isFresh`: this process has not checked anything. */
function answerTo({ work, threads, ms }: Command, check: Checker, isFresh: boolean): Answer {
  const setup = mutexOf(threads);
  const cpu = process.cpuUsage();
  const start = performance.now();
  let operations = 0;
  if (work === 'first-check') {
    if (!isFresh) throw new Error('this process has checked before: nothing is its first check');
    confirm(check(setup), threads);
    operations = 1;
  } else if (work === 'transitions') {
    do operations += confirm(check(setup), threads).transitions;
    while (performance.now() - start < ms);
  } else {
    throw new Error(`no work is called ${work}`);
  }
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { operations, counts: [operations], seconds, cpuSeconds: (user + system) / 1e6, privateNs: 0, sectionNs: 0, exact: true };
}

/** The process of a model checker: serves commands from standard input until it ends. Has no threads but this. */
export async function runChecker(name: string): Promise<void> {
  const say = (line: object): void => { process.stdout.write(`${JSON.stringify(line)}\n`); };
  const sayError = (error: unknown): void => { say({ error: error instanceof Error ? error.message : String(error) }); };
  const loaded = await checkers[name]?.().catch(sayError);
  if (!loaded) {
    if (!(name in checkers)) sayError(`no checker is called ${name}`);
    return;
  }
  say({ ready: true, version: loaded.version });
  let isFresh = true;
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      say(answerTo(parseCommand(line), loaded.check, isFresh));
    } catch (error) {
      sayError(error);
    }
    isFresh = false;
  }
}
