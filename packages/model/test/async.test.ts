import { abortSignal, check, checkAsync, exploreAsync, type CheckOptions, type Scenario } from '@sync/model';
import { describe, expect, test, vi } from 'vitest';
import { node } from './programs/node.ts';
import { failureOfAsync as failureOf } from './failure.ts';
import { words } from './planted/words.ts';

/** What the threads returned, over all schedules. */
async function outcomesOf(setup: () => Scenario, options?: CheckOptions): Promise<string[]> {
  const seen = new Set<string>();
  await exploreAsync(() => ({ ...setup(), final: (results) => void seen.add(results.map(String).join(' ')) }), options);
  return [...seen].sort();
}

/** A lock whose holders wait by awaiting, or by blocking. */
class TwoWayLock {
  readonly #state: Int32Array;

  constructor(state: Int32Array) {
    this.#state = state;
  }

  acquire(): void {
    for (let state = Atomics.compareExchange(this.#state, 0, 0, 1); state !== 0; ) {
      if (state === 2 || Atomics.compareExchange(this.#state, 0, 1, 2) !== 0) Atomics.wait(this.#state, 0, 2);
      state = Atomics.compareExchange(this.#state, 0, 0, 2);
    }
  }

  async acquireAsync(): Promise<void> {
    for (let state = Atomics.compareExchange(this.#state, 0, 0, 1); state !== 0; ) {
      if (state === 2 || Atomics.compareExchange(this.#state, 0, 1, 2) !== 0) await Atomics.waitAsync(this.#state, 0, 2).value;
      state = Atomics.compareExchange(this.#state, 0, 0, 2);
    }
  }

  release(): void {
    if (Atomics.exchange(this.#state, 0, 0) === 2) Atomics.notify(this.#state, 0, 1);
  }
}

describe('threads that await', () => {
  test('and threads that block share one lock, in every interleaving', async () => {
    const setup = (): Scenario => {
      const lock = new TwoWayLock(words(1));
      const count = words(1);
      return {
        threads: [
          async () => {
            await lock.acquireAsync();
            count[0]!++;
            lock.release();
          },
          () => {
            lock.acquire();
            count[0]!++;
            lock.release();
          },
          async () => {
            await lock.acquireAsync();
            count[0]!++;
            lock.release();
          },
        ],
        final() {
          if (count[0] !== 3) throw new Error(`${String(count[0])} of 3`);
        },
      };
    };
    expect(await checkAsync(setup)).toMatchObject({ complete: true, failing: 0n });
  });

  test('run several tasks, between whose steps others come', async () => {
    const setup = (): Scenario => {
      const lock = new TwoWayLock(words(1));
      const count = words(1);
      const task = async (): Promise<void> => {
        await lock.acquireAsync();
        count[0]!++;
        lock.release();
      };
      return {
        threads: [() => Promise.all([task(), task()]), () => task()],
        final() {
          if (count[0] !== 3) throw new Error(`${String(count[0])} of 3`);
        },
      };
    };
    expect(await checkAsync(setup)).toMatchObject({ complete: true, failing: 0n });
  });

  test('do not run one task between two operations of another that does not await between them', async () => {
    const setup = (between: () => unknown) => (): Scenario => {
      const count = words(1);
      const task = async (): Promise<void> => {
        const before = Atomics.load(count, 0);
        if (between() instanceof Promise) await between();
        Atomics.store(count, 0, before + 1);
      };
      return {
        threads: [() => Promise.all([task(), task()])],
        final() {
          if (count[0] !== 2) throw new Error('lost');
        },
      };
    };
    expect(await checkAsync(setup(() => undefined))).toMatchObject({ complete: true, interleavings: 1n });
    expect((await failureOf(setup(() => Promise.resolve()))).kind).toBe('final');
  });

  test('get the results of their waits in any order, when they are awaited', async () => {
    const outcomes = await outcomesOf(() => {
      const memory = words(2);
      return {
        threads: [
          async () => {
            const heard: string[] = [];
            const waits = [0, 1].map(async (at) => {
              const wait = Atomics.waitAsync(memory, at, 0);
              await wait.value;
              heard.push(String(at));
            });
            await Promise.all(waits);
            return heard.join('');
          },
          () => {
            for (const at of [1, 0]) {
              Atomics.store(memory, at, 1);
              Atomics.notify(memory, at);
            }
          },
        ],
      };
    });
    expect(outcomes).toEqual(['01 undefined', '10 undefined']);
  });

  test('are told by waitAsync what the platform tells', async () => {
    const outcomes = await outcomesOf(() => {
      const word = words(1);
      return {
        threads: [
          async () => {
            const shapes = [Atomics.waitAsync(word, 0, 1), Atomics.waitAsync(word, 0, 0, 0), Atomics.waitAsync(word, 0, 0, 5)];
            const told = shapes.map(({ async, value }) => `${String(async)}:${async ? String(value instanceof Promise) : value}`);
            return `${told.join()} ${String(await shapes[2]?.value)}`;
          },
        ],
      };
    });
    expect(outcomes).toEqual(['false:not-equal,false:timed-out,true:true timed-out']);
  });

  test('may block: nothing reaches their event loop until they go on', async () => {
    // The lock that it blocks for would be released by a task of its own.
    const setup = (isBlocking: boolean) => (): Scenario => {
      const [ready, lock] = [words(1), new TwoWayLock(words(1))];
      return {
        threads: [
          async () => {
            lock.acquire();
            const release = (async () => {
              while (Atomics.load(ready, 0) === 0) await Atomics.waitAsync(ready, 0, 0).value;
              lock.release();
            })();
            if (isBlocking) lock.acquire();
            else await lock.acquireAsync();
            await release;
            lock.release();
          },
          () => {
            Atomics.store(ready, 0, 1);
            Atomics.notify(ready, 0);
          },
        ],
      };
    };
    expect((await checkAsync(setup(false))).complete).toBe(true);
    const { kind, message } = await failureOf(setup(true));
    expect(kind).toBe('stuck');
    expect(message).toMatch(/^Stuck: nothing will ever wake T0\./);
    expect(message).toMatch(/T0 sleeps on b\d\[0\]/);
  });

  test('that end while a wait of theirs is pending still pass its wake-up on', async () => {
    const setup = (passesOn: boolean) => (): Scenario => {
      const ready = words(1);
      return {
        threads: [
          async () => {
            const wait = Atomics.waitAsync(ready, 0, 0);
            // It ends; what it left waits on.
            if (passesOn && wait.async) void wait.value.then(() => Atomics.notify(ready, 0, 1));
          },
          async () => {
            while (Atomics.load(ready, 0) === 0) await Atomics.waitAsync(ready, 0, 0).value;
          },
          () => {
            Atomics.store(ready, 0, 1);
            Atomics.notify(ready, 0, 1);
          },
        ],
      };
    };
    expect(await checkAsync(setup(true))).toMatchObject({ complete: true, failing: 0n });
    const { kind, message } = await failureOf(setup(false));
    expect([kind, message.split('.')[0]]).toEqual(['stuck', 'Stuck: nothing will ever wake T1']);
  });

  test('give their results, and throw their errors', async () => {
    expect(await outcomesOf(() => ({ threads: [async () => 5, () => 6, async () => { await Promise.resolve(); return 7; }] }))).toEqual(['5 6 7']);
    const mine = new RangeError('mine');
    const { kind, cause } = await failureOf(() => ({
      threads: [
        async () => {
          await Promise.resolve();
          throw mine;
        },
      ],
    }));
    expect([kind, cause]).toEqual(['thrown', mine]);
  });

  test('may use microtasks and ticks as they like', async () => {
    const setup = (): Scenario => {
      const count = words(1);
      const add = (): number => Atomics.add(count, 0, 1);
      return {
        threads: [
          async () => {
            add();
            for (let time = 0; time < 5; time++) await Promise.resolve();
            add();
            await new Promise<void>((resolve) => {
              process.nextTick(resolve);
            });
            add();
            await new Promise<void>((resolve) => {
              queueMicrotask(() => {
                add();
                process.nextTick(() => {
                  add();
                  process.nextTick(resolve);
                });
              });
            });
            await new Promise<void>((resolve) => {
              process.nextTick(resolve);
            });
            add();
            for await (const value of (async function* () { yield* [1, 2]; })()) Atomics.add(count, 0, value);
            return add();
          },
        ],
      };
    };
    expect(await outcomesOf(setup)).toEqual(['9']);
  });

  test('need checkAsync: check says so', async () => {
    const setup = (): Scenario => {
      const word = words(1);
      return {
        threads: [
          async () => {
            void (async () => {
              await Promise.resolve();
              Atomics.load(word, 0);
            })();
            await Promise.resolve();
            return Atomics.load(word, 0);
          },
        ],
      };
    };
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    expect(() => check(setup)).toThrow('check(): a thread awaits something, or returns a promise; use await checkAsync()');
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe('timers', () => {
  /** What a thread that has timers and nothing else returns. */
  const timed = (body: () => Promise<unknown>): Promise<string[]> => outcomesOf(() => ({ threads: [body] }));
  const after = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      setTimeout(resolve, ms);
    });

  test('fire by the virtual clock, never early, and take no time', async () => {
    const start = performance.now();
    expect(
      await timed(async () => {
        await after(3_600_000);
        const first = performance.now();
        await after(2.5);
        return `${first} ${performance.now()}`;
      }),
    ).toEqual(['3600000 3600002.5']);
    expect(performance.now() - start).toBeLessThan(3_600_000);
  });

  test('fire in the order of their times; those of one time in the order of their making', async () => {
    expect(
      await timed(async () => {
        const order: string[] = [];
        setTimeout((a: string, b: string) => order.push(a + b), 3, 'x', 'y');
        setTimeout(() => order.push('1a'), 1);
        setImmediate((name: string) => order.push(name), 'at once');
        setTimeout(() => order.push('1b'), 1);
        await after(5);
        return order.join();
      }),
    ).toEqual(['at once,1a,1b,xy']);
  });

  test('repeat until they are cleared', async () => {
    expect(
      await timed(async () => {
        const times: number[] = [];
        await new Promise<void>((resolve) => {
          const timer = setInterval(() => {
            times.push(performance.now());
            if (times.length === 5) {
              clearInterval(timer);
              resolve();
            }
          }, 10);
        });
        return times.join();
      }),
    ).toEqual(['10,20,30,40,50']);
  });

  test('that are cleared do not fire', async () => {
    expect(
      await timed(async () => {
        const fired: string[] = [];
        clearTimeout(setTimeout(() => fired.push('timeout'), 1));
        clearInterval(setInterval(() => fired.push('interval'), 1));
        clearImmediate(setImmediate(() => fired.push('immediate')));
        clearTimeout(undefined);
        await after(5);
        return `fired: ${fired.join()}`;
      }),
    ).toEqual(['fired: ']);
  });

  test('are what Node makes: they can be unreferenced, referenced and made anew', async () => {
    expect(
      await timed(async () => {
        const times: number[] = [];
        const timer = setTimeout(() => times.push(performance.now()), 10);
        const facts = [timer.unref() === timer, timer.ref() === timer, timer.hasRef()];
        await after(6);
        timer.refresh();
        await after(20);
        return `${facts.join()} ${times.join()}`;
      }),
    ).toEqual(['true,true,true 16']);
  });

  test('may do whatever a thread may', async () => {
    expect(
      await outcomesOf(() => {
        const word = words(1);
        return {
          threads: [
            async () => {
              await new Promise<void>((resolve) => {
                setTimeout(() => {
                  Atomics.store(word, 0, 1);
                  Atomics.notify(word, 0);
                  resolve();
                }, 5);
              });
            },
            () => Atomics.wait(word, 0, 0),
          ],
        };
      }),
    ).toEqual(['undefined not-equal', 'undefined ok']);
  });

  test('that throw end their thread', async () => {
    const { kind, message } = await failureOf(() => ({
      threads: [
        async () => {
          setTimeout(() => {
            throw new Error('in a timer');
          }, 5);
          await after(10);
        },
      ],
    }));
    expect([kind, message.split('.')[0]]).toEqual(['thrown', 'T0 throws: Error: in a timer']);
  });

  test('race with wake-ups: either may be first', async () => {
    expect(
      await outcomesOf(() => {
        const word = words(1);
        return {
          threads: [
            async () => {
              const wait = Atomics.waitAsync(word, 0, 0);
              return wait.async ? Promise.race([wait.value, after(50).then(() => 'late')]) : wait.value;
            },
            () => {
              Atomics.store(word, 0, 1);
              return Atomics.notify(word, 0);
            },
          ],
        };
      }),
    ).toEqual(['late 1', 'not-equal 0', 'ok 1']);
  });
});

describe('listeners of signals', () => {
  test('may do whatever a thread may', async () => {
    const outcomes = await outcomesOf(() => {
      const word = words(2);
      return {
        threads: [
          async () => {
            const signal = abortSignal();
            signal.addEventListener('abort', () => {
              Atomics.add(word, 1, 1);
              Atomics.notify(word, 0);
            });
            await Atomics.waitAsync(word, 0, 0, 5).value;
            return Atomics.load(word, 1);
          },
        ],
      };
    });
    expect(outcomes).toEqual(['0', '1']);
  });

  /** How often a listener that was added somehow is called. */
  const calls = (add: (signal: AbortSignal, listener: () => void) => void): Promise<string[]> =>
    outcomesOf(() => {
      const word = words(1);
      return {
        threads: [
          async () => {
            let heard = 0;
            add(abortSignal(), () => {
              heard++;
              Atomics.notify(word, 0);
            });
            await Atomics.waitAsync(word, 0, 0, 5).value;
            return heard;
          },
        ],
      };
    });

  test.each<[how: string, add: Parameters<typeof calls>[0], expected: string[]]>([
    ['added', (signal, listener) => { signal.addEventListener('abort', listener); }, ['0', '1']],
    ['added for once', (signal, listener) => { signal.addEventListener('abort', listener, { once: true }); }, ['0', '1']],
    ['added twice', (signal, listener) => {
      signal.addEventListener('abort', listener);
      signal.addEventListener('abort', listener);
    }, ['0', '1']],
    ['added as an object', (signal, listener) => { signal.addEventListener('abort', { handleEvent: listener }); }, ['0', '1']],
    ['set as onabort', (signal, listener) => { signal.onabort = listener; }, ['0', '1']],
    ['added to a signal that follows it', (signal, listener) => { AbortSignal.any([signal]).addEventListener('abort', listener); }, ['0', '1']],
    ['added and taken back', (signal, listener) => {
      signal.addEventListener('abort', listener);
      signal.removeEventListener('abort', listener);
    }, ['0']],
    ['added to another event', (signal, listener) => { signal.addEventListener('other', listener); }, ['0']],
  ])('that were %s are called as on the platform', async (_, add, expected) => {
    expect(await calls(add)).toEqual(expected);
  });

  test('that throw end their thread', async () => {
    const { kind, message } = await failureOf(() => {
      const word = words(1);
      return {
        threads: [
          async () => {
            abortSignal().addEventListener('abort', () => {
              throw new Error('in a listener');
            });
            await Atomics.waitAsync(word, 0, 0, 5).value;
          },
        ],
      };
    });
    expect([kind, message.split('.')[0]]).toEqual(['thrown', 'T0 throws: Error: in a listener']);
  });
});

describe('a program that checks', () => {
  test.each([[[]], [['--test']]])('ends with 0 and says nothing of its own: node %j', async (args) => {
    const { code, stdout, stderr } = await node([...args, 'leaves-promises.mjs']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('found what was planted');
  });

  test('hears of its own unhandled rejections before and after a check', async () => {
    const { code, stdout, stderr } = await node(['has-rejections.mjs']);
    expect([code, stderr, stdout.trim().split('\n')]).toEqual([0, '', ['heard: before', 'checked', 'heard: after']]);
  });

  test('goes on with what it began before: its code is its own', async () => {
    const before: unknown[] = [];
    const going = checkAsync(() => {
      const word = words(1);
      return { threads: [async () => Atomics.add(word, 0, 1), () => Atomics.add(word, 0, 1)] };
    });
    // In the same turn as the check was begun.
    const mine = words(1);
    before.push(Atomics.add(mine, 0, 1), performance.now() > 0, Math.random() === Math.random(), mine[0]);
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect((await going).interleavings).toBe(2n);
    expect(before).toEqual([0, true, false, 1]);
  });

  test('cannot check twice at a time, and is told so', async () => {
    const setup = (): Scenario => ({ threads: [async () => null] });
    const [first, second] = await Promise.allSettled([checkAsync(setup), checkAsync(setup)]);
    expect(first).toMatchObject({ status: 'fulfilled', value: { complete: true } });
    expect(second).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(/^check\(\): a check is running/) } });
    expect((await checkAsync(setup)).complete).toBe(true);
  });
});
