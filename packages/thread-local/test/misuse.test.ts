import { AtomicFlag } from '@sync/atomics';
import { ThreadLocal } from '@sync/thread-local';
import { expectRefusal, refusesMisuse, wrong } from '@sync/testing';
import type { MisuseSpec } from '@sync/testing';
import { describe, expect, test } from 'vitest';

type Variable = ThreadLocal<unknown>;

const spec: MisuseSpec<Variable> = {
  type: ThreadLocal,
  make: (options) => new ThreadLocal<unknown>(options),
  other: AtomicFlag,
  align: 4,
  options: '{ init, dispose, name, buffer',
};

const NO_FUNCTIONS = [[null], [7], ['fn'], [{}], [false]] as const;

describe('ThreadLocal refuses', () => {
  refusesMisuse(spec, {
    calls: { readOnly: ['name'] },
    inUse: {
      use: (variable) => { variable.set('in use'); },
      expectInUse: (again, variable) => { expect([again.value, variable.value]).toEqual(['in use', 'in use']); },
    },
  });

  test.each(NO_FUNCTIONS)('%o for a function', async (fn) => {
    const shared = new ThreadLocal().share();
    const buffer = new SharedArrayBuffer(32);
    for (const name of ['init', 'dispose']) {
      const functions = wrong({ [name]: fn });
      const says = (where: string): RegExp => new RegExp(`${where}: ${name}\\(\\) expects a function, not `);
      await expectRefusal(() => new ThreadLocal(functions), 'TypeError', says('new ThreadLocal\\(\\)'));
      await expectRefusal(() => ThreadLocal.from(shared, functions), 'TypeError', says('ThreadLocal\\.from\\(\\)'));
      await expectRefusal(() => ThreadLocal.at(buffer, 0, functions), 'TypeError', says('ThreadLocal\\.at\\(\\)'));
    }
    expect(new Int32Array(buffer).every((word) => word === 0)).toBe(true);
    const variable = new ThreadLocal<number | undefined>({ name: 'mine' });
    await expectRefusal(() => variable.run(1, wrong(fn)), 'TypeError', /ThreadLocal\(mine\): run\(\) expects a function, not /);
    expect([variable.value, variable.has()]).toEqual([undefined, false]);
  });

  test('options that are none, for another thread’s', async () => {
    const shared = new ThreadLocal().share();
    await expectRefusal(() => ThreadLocal.from(shared, wrong(() => 1)), 'TypeError', /ThreadLocal\.from\(\): expected options such as \{ init, dispose \}/);
    await expectRefusal(() => ThreadLocal.at(new SharedArrayBuffer(32), 0, wrong('name')), 'TypeError', /ThreadLocal\.at\(\): expected options/);
  });
});
