import { Lock } from '@sync/lock';
import { ThreadPool, type Future, type TaskArgs, type TaskName, type TaskResult } from '@sync/pool';
import { currentTask, serve, transferring } from '@sync/pool/worker';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { pools, tasks } from './pools.ts';

type Simple = typeof import('./tasks/simple.mjs');
const make = pools();

/** Checked by `tsc`: an expectation that does not hold, or an error that is not there, fails the type check. */
describe('types', () => {
  const pool = make('simple', { maxWorkers: 1 });
  const values = make('values', { maxWorkers: 1 });

  test('a task is typed by its module and its name', () => {
    expectTypeOf(pool.submit('add', 1, 2)).toEqualTypeOf<Future<number>>();
    expectTypeOf(pool.submit('prepareLater', 'x')).toEqualTypeOf<Future<void>>();
    expectTypeOf(pool.submit({ task: 'add', timeout: 5 }, 1, 2)).toEqualTypeOf<Future<number>>();
    expectTypeOf(pool.tasks.add(1, 2)).toEqualTypeOf<Future<number>>();
    expectTypeOf(values.submit('zeros', 4)).toEqualTypeOf<Future<Float64Array>>();
    expectTypeOf(values.submit('zerosLater', 4)).toEqualTypeOf<Future<Float64Array>>();
    expectTypeOf(values.submit('counts', new Lock(), new Int32Array(new SharedArrayBuffer(4)), 1)).toEqualTypeOf<Future<Lock>>();
    expectTypeOf<TaskName<{ a: () => 1; b: number }>>().toEqualTypeOf<'a'>();
    expectTypeOf<TaskArgs<Simple, 'add'>>().toEqualTypeOf<[a: number, b: number]>();
    expectTypeOf<TaskResult<Simple, 'workerName'>>().toEqualTypeOf<string>();
    // Nothing is called below: it would be refused, or fail.
    const wrong = (): unknown[] => [
      // @ts-expect-error no such task
      pool.submit('ad', 1, 2),
      // @ts-expect-error what it exports there is no function
      pool.submit('version'),
      // @ts-expect-error an argument of the wrong type
      pool.submit('add', 1, '2'),
      // @ts-expect-error one is missing
      pool.submit('add', 1),
      // @ts-expect-error one too many
      pool.submit('add', 1, 2, 3),
      // @ts-expect-error no such task
      pool.tasks.ad(1, 2),
      // @ts-expect-error an argument of the wrong type
      pool.tasks.add('1', 2),
      // @ts-expect-error no such limit
      pool.submit({ task: 'add', limit: 5 }, 1, 2),
      // @ts-expect-error a time limit is a number
      pool.submit({ task: 'add', timeout: '5' }, 1, 2),
      // @ts-expect-error workers are counted
      new ThreadPool(tasks('simple'), { maxWorkers: '4' }),
      // @ts-expect-error no such option
      new ThreadPool(tasks('simple'), { max: 4 }),
      // @ts-expect-error tasks are in a module, or in workers
      new ThreadPool(() => 1),
    ];
    expect(wrong).toBeTypeOf('function');
  });

  test('a function is typed by itself', () => {
    expectTypeOf(pool.submit((a: number, b: string) => a + b.length, 1, 'x')).toEqualTypeOf<Future<number>>();
    expectTypeOf(pool.submit(async (text: string) => Promise.resolve(text), 'x')).toEqualTypeOf<Future<string>>();
    expectTypeOf(pool.submit({ task: (n: number) => [n], priority: 1 }, 1)).toEqualTypeOf<Future<number[]>>();
    const wrong = (): unknown[] => [
      // @ts-expect-error an argument of the wrong type
      pool.submit((n: number) => n, 'x'),
      // @ts-expect-error one is missing
      pool.submit((n: number) => n),
    ];
    expect(wrong).toBeTypeOf('function');
  });

  test('a pool of nothing known takes anything', () => {
    const any = new ThreadPool(tasks('simple'));
    expectTypeOf(any.submit('whatever', 1, 'x')).toEqualTypeOf<Future<any>>();
    expectTypeOf(any.submit((n: number) => n, 1)).toEqualTypeOf<Future<number>>();
    any.shutdown();
  });

  test('run gives what its function gives, and the pool its types', async () => {
    const sum = ThreadPool.run<Simple, number>(tasks('simple'), { maxWorkers: 1 }, (inner) => inner.submit('add', 1, 2));
    expectTypeOf(sum).toEqualTypeOf<Promise<number>>();
    expect(await sum).toBe(3);
  });

  test('in a worker', () => {
    expectTypeOf(serve).toBeCallableWith({ add: (a: number, b: number) => a + b });
    expectTypeOf(transferring(new Uint8Array(1), []).value).toEqualTypeOf<Uint8Array<ArrayBuffer>>();
    expectTypeOf(currentTask).returns.toHaveProperty('cancelled').toEqualTypeOf<boolean>();
    expectTypeOf(currentTask).returns.toHaveProperty('signal').toExtend<AbortSignal>();
    // @ts-expect-error tasks are functions
    const wrong = (): void => { serve({ add: 7 }); }; // prettier-ignore
    expect(wrong).toBeTypeOf('function');
  });
});
