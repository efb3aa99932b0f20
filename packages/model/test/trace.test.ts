import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { check, checkAsync, KILLED, ModelError, type Scenario } from '@sync/model';
import { describe, expect, test } from 'vitest';
import { failureOf } from './failure.ts';
import { words } from './planted/words.ts';

const SOURCE = readFileSync(fileURLToPath(import.meta.url), 'utf8').split('\n');

/** Where a line of this file is, by the mark at its end. */
function at(mark: string): string {
  return `test/trace.test.ts:${SOURCE.findIndex((line) => line.endsWith(`// ${mark}`)) + 1}`;
}

/** Two locks, taken in two orders. */
function crossing(): Scenario {
  const locks = words(2);
  const take = (lock: number): void => {
    while (Atomics.compareExchange(locks, lock, 0, 1) !== 0) { // ask
      Atomics.wait(locks, lock, 1); // sleep
    }
  };
  const giveBoth = (): void => {
    for (const lock of [0, 1]) {
      Atomics.store(locks, lock, 0);
      Atomics.notify(locks, lock, 1);
    }
  };
  const first = (): void => {
    take(0);
    take(1); // first takes another
    giveBoth();
  };
  const second = (): void => {
    take(1);
    take(0); // second takes another
    giveBoth();
  };
  return { threads: [{ run: first, name: 'left' }, second] };
}

/** A flag that is set after a wake-up, by a plain write. */
function racing(): Scenario {
  const [bytes, word] = [new Uint8Array(new SharedArrayBuffer(8)), words(1)];
  return {
    threads: [
      function writer() {
        Atomics.add(word, 0, 3); // add
        bytes[6] = 7; // write
      },
      function reader() {
        return new DataView(bytes.buffer).getUint16(5); // read
      },
    ],
  };
}

/** The stack outside a scenario is the test's, and of no interest here. */
function withoutCallers(message: string): string {
  return message.replace(/\n {4}at (?!take|first|second|writer|reader).*/g, '');
}

describe('a trace', () => {
  test('of a deadlock tells each step, in its column, with its place, and where each thread is stuck', () => {
    const [ask, sleep] = [at('ask'), at('sleep')];
    expect(withoutCallers(failureOf(crossing).message)).toBe(
      `Stuck: nothing will ever wake T0 left and T1. Preemptions: 1, the fewest possible.

      T0 left                           T1
   1  compareExchange b0[0] 0 -> 1 = 0                                    take ${ask}
   2                                    compareExchange b0[4] 0 -> 1 = 0  take ${ask}
   3                                    compareExchange b0[0] 0 -> 1 = 1  take ${ask}
   4                                    wait b0[0] 1: sleeps              take ${sleep}
   5  compareExchange b0[4] 0 -> 1 = 1                                    take ${ask}
   6  wait b0[4] 1: sleeps                                                take ${sleep}

Then
  T0 left sleeps on b0[4]
    at take ${sleep}
    at first ${at('first takes another')}
  T1 sleeps on b0[0]
    at take ${sleep}
    at second ${at('second takes another')}

Replay: check(setup, { replay: 'm1.0.8.8.8.0.0' }), with the same options`,
    );
  });

  test('of a race tells what both are about to do', () => {
    expect(withoutCallers(failureOf(racing).message)).toBe(
      `Data race: T0 and T1 touch the same bytes, and nothing orders them. Preemptions: 0, the fewest possible.

      T0               T1
   1  add b1[0] 3 = 0      writer ${at('add')}

Then
  T0 is about to write b0[6] 7
    at writer ${at('write')}
  T1 is about to read b0[5]
    at reader ${at('read')}

Replay: check(setup, { replay: 'm1.0' }), with the same options`,
    );
  });

  test('says who was woken, and what each operation answered', () => {
    const { message } = failureOf(() => {
      const word = words(1);
      const sleeper = (): unknown => Atomics.wait(word, 0, 0, 100);
      return {
        threads: [sleeper, () => sleeper(), () => Atomics.notify(word, 0, 1)],
        final(results) {
          if (results[0] === 'ok') throw new Error(String(results));
        },
      };
    });
    const [first] = message.split('\n');
    expect(first).toMatch(/^final\(\) throws: Error: ok,\S+,1\. Preemptions/);
    expect(message).toContain('wait b0[0] 0 100 ms: sleeps');
    expect(message).toContain('notify b0[0] 1 = 1, wakes T0 ');
    expect(message).toMatch(/Then\n {2}T0 has ended\n {2}T1 has ended\n {2}T2 has ended\n/);
  });

  test('says whose time is up, who is killed, and that nobody is there', () => {
    const { message } = failureOf(
      () => {
        const word = words(1);
        return {
          threads: [() => Atomics.wait(word, 0, 0, 10), () => Atomics.add(word, 0, 1)],
          mayDie: (thread) => thread === 1,
          final([result, other]) {
            if (result === 'timed-out' && other === KILLED) throw new Error('alone');
          },
        };
      },
      { kills: 1 },
    );
    expect(message).toMatch(/^final\(\) throws: Error: alone\./);
    expect(message).toContain('its time is up');
    expect(message).toContain('† is killed');
  });

  test('tells of threads that await: what their event loops get, and on what they wait', async () => {
    const error = await checkAsync(() => {
      const word = words(2);
      return {
        threads: [
          async () => {
            const wait = Atomics.waitAsync(word, 0, 0);
            if (!wait.async) return;
            await wait.value;
            await new Promise<void>((resolve) => {
              setTimeout(resolve, 5);
            });
            await Atomics.waitAsync(word, 1, 0).value;
          },
          () => {
            Atomics.store(word, 0, 1);
            Atomics.notify(word, 0);
          },
        ],
      };
    }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ModelError);
    const { message } = error as ModelError;
    expect(message).toMatch(/^Stuck: nothing will ever wake T0\./);
    expect(message).toContain('waitAsync b0[0] 0 = async');
    expect(message).toContain('notify b0[0] all = 1, wakes T0');
    expect(message).toContain('its wait 0 ends: ok');
    expect(message).toContain('a timer fires');
    expect(message).toContain('T0 awaits, and waits on b0[4]\n  T1 has ended');
  });

  test('hides the places that it is asked to hide', () => {
    const plain = failureOf(crossing).message;
    const { message } = failureOf(crossing, { hide: /\btake\b/ });
    expect(plain).toContain('take test/trace');
    expect(message).not.toContain('take test/trace');
    expect(message).toContain(`first ${at('first takes another')}`);
  });

  test('never shows places in the checker itself', () => {
    for (const { message } of [failureOf(crossing), failureOf(racing)]) {
      const [, steps, ends = ''] = message.split('\n\n');
      expect(steps).not.toMatch(/dist\/|src\/|node:/);
      const innermost = ends.split('\n').filter((_, at, lines) => lines[at - 1]?.startsWith('  T'));
      expect(innermost).toEqual(Array(2).fill(expect.stringMatching(/^ {4}at \w+ test\/trace\.test\.ts:\d+$/)));
    }
  });

  test('carries what was thrown as its cause', () => {
    const mine = new RangeError('mine');
    const error = failureOf(() => ({
      threads: [
        () => {
          throw mine;
        },
      ],
    }));
    expect([error.kind, error.cause, error.name]).toEqual(['thrown', mine, 'ModelError']);
    expect(error.message).toMatch(/^T0 throws: RangeError: mine\./);
  });
});

describe('a replay token', () => {
  test('runs that schedule alone, to the same failure, again and again', () => {
    const { message, replay, kind } = failureOf(crossing);
    const again = failureOf(crossing, { replay });
    expect([again.kind, again.replay]).toEqual([kind, replay]);
    expect(again.message.split('\n')[0]).toBe('Stuck: nothing will ever wake T0 left and T1. Replayed.');
    expect(withoutCallers(again.message).split('\n').slice(1)).toEqual(withoutCallers(message).split('\n').slice(1));
    expect(failureOf(crossing, { replay }).message).toBe(failureOf(crossing, { replay }).message);
  });

  test('of a schedule that was mended says so', () => {
    const replay = 'm1.0.8';
    const counting = (isRight: boolean) => (): Scenario => {
      const count = words(1);
      const increment = (): unknown => (isRight ? Atomics.add(count, 0, 1) : Atomics.store(count, 0, Atomics.load(count, 0) + 1));
      return {
        threads: [increment, () => increment()],
        final() {
          if (count[0] !== 2) throw new Error('lost');
        },
      };
    };
    expect(() => check(counting(true), { replay })).toThrow('check(): the schedule of this token does not fail any more');
    const wrong = failureOf(counting(false));
    expect(failureOf(counting(false), { replay: wrong.replay }).kind).toBe('final');
  });

  test.each(['', 'hello', 'm1.0.!', 'm2.0.8', 'm1.-1', 'm1.1.5.x y'])('that is none is a clear error: %j', (replay) => {
    expect(() => check(crossing, { replay })).toThrow(/^check\(\): .*token/);
    expect(() => check(crossing, { replay })).toThrow(TypeError);
  });

  test.each(['m1.zzz', 'm1.8.8.8.8.8.8.8.8', 'm1.1', 'm1.0.0.0.0.0.0.0.0', 'm1.3', 'm1.6', 'm1.7', 'm1.2.2'])(
    'of another scenario is a clear error: %s',
    (replay) => {
      expect(() => check(crossing, { replay })).toThrow(/^check\(\): .*token/);
    },
  );
});
