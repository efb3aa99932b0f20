import type { Shared } from '@sync/atomics';
import { Lock } from '@sync/lock';
import {
  Thread,
  Timer,
  currentThread,
  setExceptHook,
  threads,
  type AnyThread,
  type ExceptHook,
} from '@sync/thread';
import { serve } from '@sync/thread/worker';
import { describe, expect, expectTypeOf, test } from 'vitest';

type Typed = typeof import('./workers/typed.ts');

const url = new URL('./workers/typed.ts', import.meta.url);
const lock = new Lock();

/** Checked by `tsc`: an expectation that does not hold, or an error that is not there, fails the type check. */
describe('types', () => {
  test('a function says its arguments and its result', () => {
    const thread = new Thread((a: number, b: string) => a + b.length, { args: [1, 'x'], name: 'sum' });
    expectTypeOf(thread.result).returns.toEqualTypeOf<number>();
    expectTypeOf(thread.resultAsync).returns.toEqualTypeOf<Promise<number>>();
    expectTypeOf(new Thread(async () => Promise.resolve('x')).result).returns.toEqualTypeOf<string>();
    expectTypeOf(new Thread(() => undefined, {}).result).returns.toEqualTypeOf<undefined>();
    expectTypeOf(new Thread((list: readonly number[] = []) => list).result).returns.toEqualTypeOf<readonly number[]>();
    expectTypeOf(new Thread((held: Lock) => held.locked, { args: [lock] }).result).returns.toEqualTypeOf<boolean>();
    // @ts-expect-error an argument of the wrong type
    new Thread((a: number) => a, { args: ['x'] });
    // @ts-expect-error an argument is missing
    new Thread((a: number, b: number) => a + b, { args: [1] });
    // @ts-expect-error there is one too many
    new Thread((a: number) => a, { args: [1, 2] });
    // @ts-expect-error there are none
    new Thread((a: number) => a, { name: 'x' });
    // @ts-expect-error there are no options at all
    new Thread((a: number) => a);
    // @ts-expect-error a function has no exports
    expect(() => new Thread(() => 1, { export: 'main' })).toThrow(TypeError);
  });

  test('a module says them by its type and the name of the export', () => {
    const thread = new Thread<Typed, 'greet'>(url, { export: 'greet', args: ['you', 2] });
    expectTypeOf(thread.result).returns.toEqualTypeOf<string>();
    const awaited = new Thread<Typed, 'count'>(url.href, { export: 'count', args: [lock, 1, 2, 3] });
    expectTypeOf(awaited.result).returns.toEqualTypeOf<number>();
    expectTypeOf(new Thread<{ default: () => 'x' }>(url).result).returns.toEqualTypeOf<'x'>();
    // @ts-expect-error an argument of the wrong type
    new Thread<Typed, 'greet'>(url, { export: 'greet', args: [7] });
    // @ts-expect-error there are none
    new Thread<Typed, 'greet'>(url, { export: 'greet' });
    // @ts-expect-error there are no options at all
    new Thread<Typed, 'greet'>(url);
    // @ts-expect-error another export
    new Thread<Typed, 'greet'>(url, { export: 'count', args: ['you'] });
    // @ts-expect-error it exports nothing by that name
    new Thread<Typed, 'gret'>(url, { export: 'gret', args: ['you'] });
    // @ts-expect-error what it exports there is no function
    new Thread<Typed, 'version'>(url, { export: 'version', args: [] });
  });

  test('one that says nothing takes anything, and gives something unknown', () => {
    const thread = new Thread(url, { export: 'greet', args: ['you', 2] });
    expectTypeOf(thread.result).returns.toEqualTypeOf<unknown>();
    expectTypeOf(new Thread(url).resultAsync).returns.toEqualTypeOf<Promise<unknown>>();
  });

  test('a worker of the caller says them, too', () => {
    const worker = (): unknown => undefined;
    const thread = new Thread<Typed, 'greet'>({ worker, export: 'greet' }, { args: ['you'] });
    expectTypeOf(thread.result).returns.toEqualTypeOf<string>();
    expectTypeOf(new Thread({ worker, export: 'greet' }, { args: [1] }).result).returns.toEqualTypeOf<unknown>();
    // @ts-expect-error an argument of the wrong type
    new Thread<Typed, 'greet'>({ worker, export: 'greet' }, { args: [7] });
    // @ts-expect-error another export
    new Thread<Typed, 'greet'>({ worker, export: 'count' }, { args: ['you'] });
    expectTypeOf(serve).toBeCallableWith({ greet: (name: string) => name });
  });

  test('a class that extends Thread gives what its run() returns', () => {
    class Sum extends Thread {
      static override readonly module = import.meta.url;
      numbers: readonly number[] = [];
      override run(): number {
        return this.numbers.length;
      }
    }
    class Later extends Thread {
      override async run(): Promise<string> {
        return Promise.resolve('x');
      }
    }
    expectTypeOf(new Sum().result).returns.toEqualTypeOf<number>();
    expectTypeOf(new Sum({ name: 'sum', daemon: true }).resultAsync).returns.toEqualTypeOf<Promise<number>>();
    expectTypeOf(new Later().result).returns.toEqualTypeOf<string>();
    expectTypeOf(new Sum().start()).toEqualTypeOf<Sum>();
    // @ts-expect-error its arguments are its fields
    expect(() => new Sum({ args: [1] })).not.toThrow();
  });

  test('a timer is a thread with a delay', () => {
    expectTypeOf(new Timer(5, (a: number) => a, { args: [1] }).result).returns.toEqualTypeOf<number>();
    expectTypeOf(new Timer<Typed, 'greet'>(5, url, { export: 'greet', args: ['you'] }).result).returns.toEqualTypeOf<string>();
    expectTypeOf(new Timer(5, url, { args: [1] }).cancel).returns.toEqualTypeOf<boolean>();
    // @ts-expect-error an argument of the wrong type
    new Timer(5, (a: number) => a, { args: ['x'] });
    // @ts-expect-error the delay comes first
    expect(() => new Timer(() => 1)).toThrow(TypeError);
  });

  test('threads of all kinds are threads', () => {
    class Sum extends Thread {
      override run(): number {
        return 1;
      }
    }
    const all: Thread[] = [
      new Thread(() => 1),
      new Thread((a: string) => a, { args: ['x'] }),
      new Thread<Typed, 'greet'>(url, { export: 'greet', args: ['you'] }),
      new Thread(url, { export: 'greet' }),
      new Thread({ worker: () => undefined, export: 'greet' }),
      new Timer(5, () => 1),
      new Sum({}),
    ];
    const known: AnyThread[] = [...all, ...threads(), currentThread()];
    expectTypeOf(known[0]!.join).returns.toEqualTypeOf<boolean>();
    expectTypeOf(all[0]!.share()).toEqualTypeOf<Shared<Thread>>();
    expectTypeOf(Thread.from(all[0]!.share())).toEqualTypeOf<Thread>();
    expectTypeOf(currentThread().signal).toEqualTypeOf<AbortSignal>();
    // @ts-expect-error only of one's own threads
    expectTypeOf(currentThread().terminate);
  });

  test('a time limit is an option, in milliseconds; what one sees is not for writing', () => {
    const thread = new Thread(() => 1);
    const wrong = (): void => {
      // @ts-expect-error a number where { timeout: 100 } belongs
      thread.join(100);
      // @ts-expect-error a signal is for the awaited calls
      thread.result({ signal: new AbortController().signal });
      // @ts-expect-error it is read only
      thread.isAlive = false;
      // @ts-expect-error it is read only
      thread.id = 7;
    };
    expect(wrong).toThrow(TypeError);
    thread.name = 'renamed';
    thread.daemon = true;
    expectTypeOf(thread.joinAsync).toBeCallableWith({ timeout: 5, signal: new AbortController().signal, unref: true });
  });

  test('a hook is told of an error and a thread', () => {
    const hook: ExceptHook = ({ error, thread }) => {
      expectTypeOf(error).toEqualTypeOf<unknown>();
      expectTypeOf(thread).toEqualTypeOf<AnyThread>();
    };
    expectTypeOf(setExceptHook).toBeCallableWith(hook);
    expectTypeOf(setExceptHook).toBeCallableWith(undefined);
  });
});
