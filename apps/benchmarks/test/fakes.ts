import type { Contender, Surroundings } from '../src/contenders/contender.ts';
import type { Plan } from '../src/measure/plan.ts';
import type { Scenario } from '../src/scenarios/scenario.ts';

/** Short rounds, and load that never counts for long. */
export const PLAN: Plan = {
  quick: false,
  rounds: 3,
  roundMs: 5,
  warmUpMs: 5,
  repeats: 0,
  leastRounds: 3,
  startLimitMs: 5000,
  answerLimitMs: 300,
};

/** Surroundings in which nothing is compiled. */
export const AROUND: Surroundings = {
  entry: new URL('../dist/index.js', import.meta.url),
  nativeDir: '',
  cacheDir: '',
  latestNode: undefined,
};

/** A scenario without contenders of its own. */
export const SCENARIO: Scenario = {
  id: 'example',
  suite: 'lock',
  group: 'uncontended',
  title: 'An example',
  about: 'It is only an example.',
  operation: 'pair',
  work: 'contended',
  threads: 2,
  privateNs: 0,
  sectionNs: 0,
  ours: 'good',
  contenders: [],
  bars: [{ kind: 'ratio', what: 'good at least half of half', ours: 'good', rival: 'half', atLeast: 0.5 }],
};

/** The answer that a fake gives, with its speed. */
export function answerText(operations: number, exact = true): string {
  return JSON.stringify({
    operations,
    counts: [operations / 2, operations / 2],
    seconds: 1,
    cpuSeconds: 1,
    privateNs: 0,
    sectionNs: 0,
    exact,
    handovers: 7,
    waits: { p50: 1, p99: 2, p999: 3, max: 4 },
  });
}

/** A contender that is a program of a few words; `body` runs for each line that it reads. */
export function fake(id: string, body: string, label = `Fake <${id}>`): Contender {
  const program = `
    console.log('{"ready":true,"version":"1.2.3"}');
    require('node:readline').createInterface({ input: process.stdin }).on('line', () => { ${body} });
  `;
  return { id, label, family: 'javascript', launch: () => Promise.resolve({ command: process.execPath, args: ['-e', program] }) };
}

/** A contender that answers as it should. */
export function good(id: string, operations: number): Contender {
  return fake(id, `console.log(${JSON.stringify(answerText(operations))})`);
}
