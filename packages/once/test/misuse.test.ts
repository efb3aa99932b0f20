import { AtomicFlag } from '@sync/atomics';
import { Once } from '@sync/once';
import { expectRefusal, refusesMisuse, wrong } from '@sync/testing';
import type { MisuseSpec } from '@sync/testing';
import { describe, expect, test } from 'vitest';

const never = (): never => {
  throw new Error('it was called');
};

const spec: MisuseSpec<Once> = {
  type: Once,
  make: (options) => new Once(options),
  other: AtomicFlag,
  align: 4,
  options: '{ name, buffer',
};

describe('Once refuses', () => {
  refusesMisuse(spec, {
    limits: {
      calls: {
        run: (once, options) => once.run(never, options),
        runAsync: (once, options) => once.runAsync(never, options),
      },
      states: { 'not done': () => undefined, done: (once) => once.run(() => 1) },
    },
    calls: { awaits: (once, options) => once.runAsync(never, options), readOnly: ['done'] },
    inUse: {
      use: (once) => once.run(() => 1),
      expectInUse: (again) => { expect(again.done).toBe(true); },
    },
  });

  test.each([[undefined], [null], [7], ['fn'], [{}], [Promise.resolve()]])('%o for a function, done or not', async (fn) => {
    for (const done of [false, true]) {
      const once = new Once({ name: 'mine' });
      if (done) once.run(() => 1);
      await expectRefusal(() => once.run(wrong(fn)), 'TypeError', /Once\(mine\): run\(\) expects a function, not /);
      await expectRefusal(() => once.runAsync(wrong(fn)), 'TypeError', /Once\(mine\): runAsync\(\) expects a function, not /);
      expect(once.done).toBe(done);
    }
  });

  test.each<[string, () => unknown]>([
    ['an async function', async () => Promise.resolve(1)],
    ['a function that gives a promise', () => Promise.resolve(1)],
    ['a function that gives a promise that is rejected', () => Promise.reject(new Error('inside'))],
    ['a function that gives a thenable', () => ({ then: () => undefined })],
  ])('run() with %s: it is not done, and the next call does it', async (_, fn) => {
    const once = new Once({ name: 'mine' });
    await expectRefusal(() => once.run(wrong(fn)), 'TypeError', /Once\(mine\): run\(\).*await runAsync\(\)/);
    expect(once.done).toBe(false);
    expect(once.run(() => 1)).toBe(true);
  });

});
