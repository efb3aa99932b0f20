import { afterEach, expect, test, vi } from 'vitest';
import { ContenderProcess } from '../src/child/contender-process.ts';
import { compiledC } from '../src/contenders/compiled-c.ts';
import { java } from '../src/contenders/java.ts';
import { python } from '../src/contenders/python.ts';
import { runScenario } from '../src/measure/run-scenario.ts';
import { answerText, AROUND, fake, good, PLAN, SCENARIO } from './fakes.ts';

afterEach(() => { vi.unstubAllEnvs(); });

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const run = (...all: readonly ReturnType<typeof good>[]) => runScenario(SCENARIO, PLAN, AROUND, () => undefined, () => all);

test('a contender that hangs is killed and named, and the others go on', async () => {
  const measured = await run(good('good', 10), fake('hanging', 'for (;;);'));
  expect(measured.series.map((one) => one.contender.id)).toEqual(['good']);
  expect(measured.series[0]?.all).toHaveLength(PLAN.rounds);
  expect(measured.leftOut).toHaveLength(1);
  expect(measured.leftOut[0]).toMatchObject({ contender: 'hanging' });
  expect(measured.leftOut[0]?.reason).toMatch(/^hung: no answer to "run hanging contended 2 0 0 5" within .* killed$/);
});

test('a process that does not answer is gone afterwards', async () => {
  const child = new ContenderProcess({ command: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'] });
  const { pid } = child;
  await expect(child.ready(100)).rejects.toThrow(/hung/);
  await child.close();
  expect(pid === undefined || alive(pid)).toBe(false);
});

test('a contender that crashes is named with what it said last', async () => {
  const measured = await run(good('good', 10), fake('crashing', 'null.field'));
  expect(measured.leftOut[0]?.reason).toMatch(/exit code 1 TypeError: Cannot read properties of null/);
});

test('a contender whose shared words do not add up is no contender', async () => {
  const measured = await run(good('good', 10), fake('broken', `console.log(${JSON.stringify(answerText(10, false))})`));
  expect(measured.leftOut[0]?.reason).toMatch(/do not add up/);
});

test('what a contender prints besides its answers is ignored', async () => {
  const measured = await run(fake('good', `console.log('hello'); console.log(${JSON.stringify(answerText(10))})`));
  expect(measured.leftOut).toEqual([]);
});

test('a program that is not there is named', async () => {
  const child = new ContenderProcess({ command: 'no-such-program-at-all', args: [] });
  await expect(child.ready(5000)).rejects.toThrow(/cannot be started/);
  await child.close();
});

test('a missing compiler, Python or JDK is named', async () => {
  vi.stubEnv('CC', '/nowhere/cc');
  vi.stubEnv('PYTHON', '/nowhere/python');
  vi.stubEnv('JAVA_HOME', '/nowhere');
  expect(await compiledC('c', 'C', 'lock-bench', 'LOCK_DEFAULT').launch(AROUND, [])).toEqual({ absent: expect.stringMatching(/no C compiler/) as string });
  expect(await python('python-lock', 'Python').launch(AROUND, [])).toEqual({ absent: expect.stringMatching(/no Python/) as string });
  expect(await java('java-lock', 'Java').launch(AROUND, [])).toEqual({ absent: expect.stringMatching(/no JDK/) as string });
});

test('contenders take turns in each round', async () => {
  const order: string[] = [];
  const spy = vi.spyOn(ContenderProcess.prototype, 'run').mockImplementation(({ contender }) => {
    order.push(contender);
    return Promise.resolve(JSON.parse(answerText(2)) as never);
  });
  await run(good('a', 1), good('b', 1));
  spy.mockRestore();
  expect(order.join('')).toMatch(/^(ab)+$/);
});
