import { threadId } from '@sync/atomics';
import { abortSignal, check, checkAsync, explore, exploreAsync, KILLED, type CheckOptions, type Scenario } from '@sync/model';
import { program } from '@sync/testing';
import { describe, expect, test } from 'vitest';
import { failureOf, failureOfAsync } from './failure.ts';
import { words } from './planted/words.ts';

/** All that `final` can see, over all schedules. */
function outcomesOf(setup: () => Scenario, options?: CheckOptions): string[] {
  const seen = new Set<string>();
  explore(watched(setup, seen), options);
  return [...seen].sort();
}

async function outcomesOfAsync(setup: () => Scenario, options?: CheckOptions): Promise<string[]> {
  const seen = new Set<string>();
  await exploreAsync(watched(setup, seen), options);
  return [...seen].sort();
}

function watched(setup: () => Scenario, seen: Set<string>): () => Scenario {
  return () => {
    const scenario = setup();
    return {
      ...scenario,
      final(results) {
        scenario.final?.(results);
        seen.add(results.map(String).join(' '));
      },
    };
  };
}

describe('kills', () => {
  const adding = (count: Int32Array) => (): string => {
    Atomics.add(count, 0, 1);
    Atomics.add(count, 0, 1);
    return 'ended';
  };

  test('do not happen unless they are asked for', () => {
    expect(outcomesOf(() => ({ threads: [adding(words(1)), adding(words(1))] }))).toEqual(['ended ended']);
  });

  test('are as many as asked for, at each step, of any thread', () => {
    const setup = (): Scenario => {
      const count = words(1);
      return { threads: [adding(count), adding(count)].map((run) => () => run()), final: () => undefined };
    };
    const one = outcomesOf(setup, { kills: 1 });
    expect(one).toEqual(['Symbol(killed) ended', 'ended Symbol(killed)', 'ended ended']);
    const two = outcomesOf(setup, { kills: 2 });
    expect(two).toEqual([...one, 'Symbol(killed) Symbol(killed)'].sort());
    expect(outcomesOf(setup, { kills: 5 })).toEqual(two);
  });

  test('leave the memory as it was at that moment', () => {
    const sums = new Set<number>();
    explore(() => {
      const count = words(1);
      return { threads: [adding(count)], final: () => void sums.add(count[0]!) };
    }, { kills: 1 });
    expect([...sums].sort()).toEqual([0, 1, 2]);
  });

  test('come to sleepers: before they are woken, when nobody is, and after it', () => {
    const outcomes = outcomesOf(() => {
      const word = words(1);
      return {
        threads: [
          () => {
            const result = Atomics.wait(word, 0, 0);
            Atomics.load(word, 0);
            return result;
          },
          () => {
            Atomics.store(word, 0, 1);
            return Atomics.notify(word, 0);
          },
        ],
        mayDie: (thread) => thread === 0,
      };
    }, { kills: 1 });
    expect(outcomes).toEqual(['Symbol(killed) 0', 'Symbol(killed) 1', 'not-equal 0', 'ok 1']);
  });

  test('come to threads that await', async () => {
    const outcomes = await outcomesOfAsync(() => {
      const word = words(1);
      return {
        threads: [
          async () => {
            const wait = Atomics.waitAsync(word, 0, 0);
            return wait.async ? await wait.value : wait.value;
          },
          () => {
            Atomics.store(word, 0, 1);
            return Atomics.notify(word, 0);
          },
        ],
        mayDie: (thread) => thread === 0,
      };
    }, { kills: 1 });
    expect(outcomes).toEqual(['Symbol(killed) 0', 'Symbol(killed) 1', 'not-equal 0', 'ok 1']);
  });

  test('spare whom mayDie spares, as the memory is at that moment', () => {
    const counts = new Set<string>();
    explore(() => {
      const count = words(1);
      return {
        threads: [adding(count)],
        mayDie: () => Atomics.load(count, 0) === 1,
        final: ([result]) => void counts.add(`${result === KILLED ? 'killed' : 'ended'} ${String(count[0])}`),
      };
    }, { kills: 3 });
    expect([...counts].sort()).toEqual(['ended 2', 'killed 1']);
  });

  test('of a thread that has ended do not happen', () => {
    expect(explore(() => ({ threads: [() => undefined] }), { kills: 1 }).interleavings).toBe(1n);
  });

  test('are no way out for a thread that is stuck: it may live', () => {
    const setup = (): Scenario => {
      const word = words(1);
      return { threads: [() => Atomics.wait(word, 0, 0)] };
    };
    expect(failureOf(setup, { kills: 1 }).kind).toBe('stuck');
  });
});

describe('time-outs', () => {
  /** A sleeper with a limit, beside a thread that changes something and wakes nobody. */
  const beside = (): Scenario => {
    const memory = words(2);
    return {
      threads: [
        () => {
          const result = Atomics.wait(memory, 0, 0, 10);
          return `${result} ${String(Atomics.load(memory, 1))}`;
        },
        () => {
          Atomics.store(memory, 1, 1);
          Atomics.store(memory, 1, 2);
        },
      ],
    };
  };

  test('fire early, at any moment, by default', () => {
    expect(outcomesOf(beside)).toEqual(['timed-out 0 undefined', 'timed-out 1 undefined', 'timed-out 2 undefined']);
  });

  test('that may not fire early fire when nothing else can move', () => {
    expect(outcomesOf(beside, { timeouts: 0 })).toEqual(['timed-out 2 undefined']);
  });

  test('fire early as often as allowed', () => {
    const setup = (): Scenario => {
      const memory = words(3);
      const sleeper = (word: number) => (): number => {
        Atomics.wait(memory, word, 0, 10);
        return Atomics.load(memory, 2);
      };
      return { threads: [sleeper(0), sleeper(1), () => Atomics.store(memory, 2, 1)] };
    };
    expect(outcomesOf(setup, { timeouts: 0 })).toEqual(['1 1 1']);
    expect(outcomesOf(setup, { timeouts: 1 })).toEqual(['0 1 1', '1 0 1', '1 1 1']);
    expect(outcomesOf(setup, { timeouts: 2 })).toEqual(['0 0 1', '0 1 1', '1 0 1', '1 1 1']);
    expect(outcomesOf(setup)).toEqual(['0 0 1', '0 1 1', '1 0 1', '1 1 1']);
  });

  test('of endless waits never fire', () => {
    const setup = (limit: number) => (): Scenario => {
      const word = words(1);
      return { threads: [() => Atomics.wait(word, 0, 0, limit)] };
    };
    expect(check(setup(49), { endless: 50 }).complete).toBe(true);
    expect(failureOf(setup(50), { endless: 50 }).kind).toBe('stuck');
    expect(failureOf(setup(51), { endless: 50 }).kind).toBe('stuck');
    expect(failureOf(setup(Infinity)).kind).toBe('stuck');
  });

  test('of 0 come at once, and a negative or no limit is taken as the platform takes it', () => {
    const setup = (limit: unknown) => (): Scenario => {
      const word = words(1);
      return { threads: [() => Atomics.wait(word, 0, 0, limit as number)] };
    };
    expect(outcomesOf(setup(0))).toEqual(['timed-out']);
    expect(outcomesOf(setup(-5))).toEqual(['timed-out']);
    expect(failureOf(setup(NaN)).kind).toBe('stuck');
    expect(failureOf(setup(undefined)).kind).toBe('stuck');
    expect(outcomesOf(setup('5'))).toEqual(['timed-out']);
  });

  test('of async waits fire, too', async () => {
    const setup = (limit: number) => (): Scenario => {
      const word = words(1);
      return {
        threads: [
          async () => {
            const wait = Atomics.waitAsync(word, 0, 0, limit);
            return `${String(wait.async)} ${wait.async ? await wait.value : wait.value} ${performance.now()}`;
          },
        ],
      };
    };
    expect(await outcomesOfAsync(setup(7))).toEqual(['true timed-out 7']);
    expect(await outcomesOfAsync(setup(0))).toEqual(['false timed-out 0']);
    expect((await failureOfAsync(setup(60), { endless: 60 })).kind).toBe('stuck');
  });

  test('that mask a lost wake-up do not when they may not be counted on', () => {
    const setup = (): Scenario => {
      const memory = words(1);
      return {
        threads: [
          () => {
            // Slept through: the store comes without a notify.
            while (Atomics.load(memory, 0) === 0) Atomics.wait(memory, 0, 0, 50);
          },
          () => Atomics.store(memory, 0, 1),
        ],
      };
    };
    expect(check(setup).complete).toBe(true);
    expect(failureOf(setup, { endless: 50 }).kind).toBe('stuck');
  });
});

describe('the clock', () => {
  const sleeping = (): Scenario => {
    const memory = words(2);
    const sleeper = (word: number, limit: number) => (): string => {
      const before = performance.now();
      Atomics.wait(memory, word, 0, limit);
      return `${before}-${performance.now()}`;
    };
    return { threads: [sleeper(0, 10), sleeper(1, 2.5)] };
  };

  test('stands still until nothing can move, then goes to the next time-out', () => {
    expect(outcomesOf(sleeping, { timeouts: 0 })).toEqual(['0-10 0-2.5']);
  });

  test('goes on with a time-out that fires early; no time-out is early by it', () => {
    // The thread that sleeps after the other one was woken sleeps its whole time from then on;
    // and who is woken may look at the clock late.
    expect(outcomesOf(sleeping)).toEqual(['0-10 0-10', '0-10 0-12.5', '0-10 0-2.5', '0-12.5 0-2.5']);
  });

  test('never goes back, in whatever order the time-outs fire', () => {
    const setup = (): Scenario => {
      const [LATEST, OTHER] = [2, 3];
      const memory = words(4);
      const sleeper = (word: number, limit: number) => (): void => {
        Atomics.wait(memory, word, 0, limit);
        const before = Atomics.load(memory, LATEST);
        const now = performance.now();
        if (now < before) throw new Error(`${now} after ${before}`);
        Atomics.store(memory, LATEST, now);
      };
      // While the third one can move, the sleepers may wake up in any order.
      return { threads: [sleeper(0, 20), sleeper(1, 10), () => Atomics.add(memory, OTHER, 1)] };
    };
    expect(check(setup).complete).toBe(true);
  });

  test('is the same for performance.now and Date.now', () => {
    const setup = (): Scenario => {
      const word = words(1);
      return {
        threads: [
          () => {
            const clocks = () => [performance.now(), Date.now()].join();
            const before = clocks();
            Atomics.wait(word, 0, 0, 30);
            return `${before} ${clocks()}`;
          },
        ],
      };
    };
    expect(outcomesOf(setup)).toEqual(['0,0 30,30']);
  });

  test('does not move for a loop that does nothing but look at it', () => {
    const setup = (): Scenario => ({
      threads: [
        () => {
          while (performance.now() < 1);
        },
      ],
    });
    expect(failureOf(setup).kind).toBe('livelock');
  });

  test('lets a loop over a deadline end', () => {
    const setup = (): Scenario => {
      const word = words(1);
      return {
        threads: [
          () => {
            const deadline = performance.now() + 20;
            while (Atomics.load(word, 0) === 0) {
              const left = deadline - performance.now();
              if (left <= 0 || Atomics.wait(word, 0, 0, left) === 'timed-out') return 'late';
            }
            return 'in time';
          },
          () => {
            Atomics.store(word, 0, 1);
            Atomics.notify(word, 0);
          },
        ],
      };
    };
    expect(outcomesOf(setup)).toEqual(['in time undefined', 'late undefined']);
    expect(outcomesOf(setup, { timeouts: 0 })).toEqual(['in time undefined']);
  });
});

describe('the order of wake-ups', () => {
  /** One thread waits twice on a word, so that it is known which wait came first. */
  const waitingTwice = (): Scenario => {
    const word = words(1);
    const wait = async (name: string): Promise<string> => `${name} ${await Atomics.waitAsync(word, 0, 0, 5).value}`;
    return {
      threads: [() => Promise.race([wait('first'), wait('second')]), () => Atomics.notify(word, 0, 1)],
      final([woken, count]) {
        if (woken === 'second ok') throw new Error('overtaken');
        if (count === 1 && woken !== 'first ok') throw new Error(String(woken));
      },
    };
  };

  test('is that of their coming, by default', async () => {
    expect(await checkAsync(waitingTwice, { timeouts: 0 })).toMatchObject({ complete: true, failing: 0n });
    expect(await checkAsync(waitingTwice, { timeouts: 0, notifyOrder: 'fifo' })).toMatchObject({ complete: true, failing: 0n });
  });

  test('can be any: what is right only in the order of their coming fails', async () => {
    const { kind, message } = await failureOfAsync(waitingTwice, { timeouts: 0, notifyOrder: 'any' });
    expect([kind, message.split('.')[0]]).toEqual(['final', 'final() throws: Error: overtaken']);
  });

  test('can be any: each set of so many of the waiters may be woken', () => {
    const setup = (): Scenario => {
      const word = words(1);
      const sleeper = () => (): unknown => Atomics.wait(word, 0, 0, 5);
      return { threads: [sleeper(), sleeper(), sleeper(), () => Atomics.notify(word, 0, 2)] };
    };
    const [o, t] = ['ok', 'timed-out'];
    const two = [`${o} ${o} ${t} 2`, `${o} ${t} ${o} 2`, `${t} ${o} ${o} 2`];
    for (const notifyOrder of ['fifo', 'any'] as const) {
      const outcomes = outcomesOf(setup, { notifyOrder, timeouts: 0 });
      expect(outcomes.filter((outcome) => outcome.endsWith('2'))).toEqual(two);
    }
    // All three asleep, in their order: the two that slept first, or any two.
    const { interleavings: fifo } = explore(setup, { timeouts: 0 });
    const { interleavings: any } = explore(setup, { timeouts: 0, notifyOrder: 'any' });
    expect(any).toBeGreaterThan(fifo);
  });
});

describe('a thread that may not block', () => {
  test('gets what a page gets: Atomics.wait throws, everything else works', async () => {
    const outcomes = await outcomesOfAsync(() => {
      const word = words(1);
      return {
        threads: [
          {
            canBlock: false,
            run: async () => {
              let refusal: unknown;
              try {
                Atomics.wait(word, 0, 0);
              } catch (error) {
                refusal = error;
              }
              const wait = Atomics.waitAsync(word, 0, 0);
              const result = wait.async ? await wait.value : wait.value;
              return `${(refusal as Error).name} ${result}`;
            },
          },
          () => {
            Atomics.store(word, 0, 1);
            Atomics.notify(word, 0);
          },
        ],
      };
    });
    expect(outcomes).toEqual(['TypeError not-equal undefined', 'TypeError ok undefined']);
  });

  test('throws whatever the word holds, and its error is its own', () => {
    const { kind, cause } = failureOf(() => {
      const word = words(1);
      return { threads: [{ canBlock: false, run: () => Atomics.wait(word, 0, 5) }] };
    });
    expect([kind, cause]).toEqual(['thrown', expect.any(TypeError)]);
  });

  test('may stand beside one that may', () => {
    const outcomes = outcomesOf(() => {
      const word = words(1);
      const waiting = (): unknown => {
        try {
          return Atomics.wait(word, 0, 0, 5);
        } catch (error) {
          return (error as Error).name;
        }
      };
      return { threads: [{ run: waiting, canBlock: true }, { run: waiting, canBlock: false }, waiting] };
    });
    expect(outcomes).toEqual(['timed-out TypeError timed-out']);
  });
});

describe('an abort signal', () => {
  const aborting = (isListening: boolean) => (): Scenario => {
    const word = words(2);
    return {
      threads: [
        async () => {
          const signal = abortSignal();
          const aborted = new Promise<string>((resolve) => {
            if (isListening) signal.onabort = () => { resolve(`aborted at ${String(Atomics.load(word, 1))}`); };
          });
          const wait = Atomics.waitAsync(word, 0, 0);
          const result = wait.async ? await Promise.race([wait.value, aborted]) : wait.value;
          return `${result}${signal.aborted ? `: ${(signal.reason as Error).name}` : ''}`;
        },
        () => {
          Atomics.store(word, 1, 1);
          Atomics.store(word, 0, 1);
          Atomics.notify(word, 0);
        },
      ],
    };
  };

  test('aborts at any moment at which its thread awaits, or never', async () => {
    const outcomes = await outcomesOfAsync(aborting(true));
    expect(outcomes).toEqual([
      'aborted at 0: AbortError undefined',
      'aborted at 1: AbortError undefined',
      'not-equal undefined',
      'ok undefined',
    ]);
  });

  test('that nobody listens to changes nothing but itself', async () => {
    const outcomes = await outcomesOfAsync(aborting(false));
    expect(outcomes).toEqual(['not-equal undefined', 'ok undefined', 'ok: AbortError undefined']);
  });

  test('is nothing that a thread may count on', async () => {
    const { kind, message } = await failureOfAsync(() => ({
      threads: [
        async () => {
          const signal = abortSignal();
          await new Promise((resolve) => {
            signal.addEventListener('abort', resolve);
          });
        },
      ],
    }));
    expect(kind).toBe('stuck');
    expect(message).toContain('T0 awaits');
  });

  test('aborts once, and several of one thread abort each by itself', async () => {
    const outcomes = await outcomesOfAsync(() => {
      const word = words(1);
      return {
        threads: [
          async () => {
            const heard: string[] = [];
            const signals = [abortSignal(), abortSignal()];
            for (const [at, signal] of signals.entries()) signal.addEventListener('abort', () => heard.push(String(at)));
            await Atomics.waitAsync(word, 0, 0, 5).value;
            return `[${heard.join('')}]`;
          },
        ],
      };
    });
    expect(outcomes).toEqual(['[01]', '[0]', '[10]', '[1]', '[]'].sort());
  });

  test('is for scenarios', () => {
    expect(() => abortSignal()).toThrow(/abortSignal\(\) is for scenarios/);
  });
});

describe('identity', () => {
  test("memory that a thread allocates is its own: nobody else's notify wakes it", async () => {
    const setup = (): Scenario => {
      const thread = async (): Promise<string> => {
        const mine = words(1);
        const before = Atomics.notify(mine, 0);
        const wait = Atomics.waitAsync(mine, 0, 0);
        const after = Atomics.notify(mine, 0);
        return `${before} ${after} ${await wait.value}`;
      };
      // Of one function, so that they could change places.
      return { threads: [thread, thread] };
    };
    expect(await outcomesOfAsync(setup)).toEqual(['0 1 ok 0 1 ok']);
  });

  test('threadId() is another in each simulated thread, and the same in each run of one', () => {
    const ids = new Set<string>();
    const mine = threadId();
    explore(() => {
      const word = words(1);
      const thread = (): unknown => {
        const before = threadId();
        Atomics.add(word, 0, 1);
        if (threadId() !== before) throw new Error('changed');
        return before;
      };
      return { threads: [thread, thread, thread], final: (results) => void ids.add(results.join()) };
    });
    expect(ids.size).toBe(1);
    const [each] = [...ids].map((one) => one.split(',').map(Number));
    expect(new Set(each).size).toBe(3);
    expect(each).not.toContain(0);
    expect(threadId()).toBe(mine);
  });

  test('Math.random gives each thread numbers of its own, the same in each run', () => {
    const seen = new Set<string>();
    explore(() => {
      const word = words(1);
      const thread = (): unknown => {
        const first = Math.random();
        Atomics.add(word, 0, 1);
        return [first, Math.random()];
      };
      return { threads: [thread, thread], final: (results) => void seen.add(JSON.stringify(results)) };
    });
    expect(seen.size).toBe(1);
    const numbers = (JSON.parse([...seen][0]!) as number[][]).flat();
    expect(new Set(numbers).size).toBe(4);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  });

  test('threads of one function that look who they are do not change places', () => {
    const setup = (): Scenario => {
      const word = words(1);
      const thread = (): unknown => Atomics.compareExchange(word, 0, 0, threadId());
      return { threads: [thread, thread] };
    };
    // Two orders, told apart; of interchangeable threads there would be one story of both.
    expect(outcomesOf(setup)).toHaveLength(2);
  });
});

// What a thread does is learned by running it again and again, and seen to differ then: a run ends at a wait.
describe('a scenario that is not the same each time', () => {
  const CLEAR = /^check\(\): .*(not deterministic|each time it is called)/;
  let calls = 0;

  test.each<[what: string, setup: () => Scenario]>([
    ['asks for another operation', () => {
      const word = words(2);
      return { threads: [() => [Atomics.load(word, calls++ % 2), Atomics.wait(word, 0, 1)]] };
    }],
    ['ends where it asked for something', () => {
      const word = words(1);
      return { threads: [() => (calls++ === 0 ? Atomics.wait(word, 0, 1) : 0)] };
    }],
    ['allocates buffers of other sizes', () => {
      const word = words(1 + calls++);
      return { threads: [() => Atomics.load(word, 0)] };
    }],
    ['allocates more buffers', () => {
      const all = Array.from({ length: 1 + calls++ }, () => words(1));
      return { threads: [() => Atomics.load(all[0]!, 0)] };
    }],
    ['fills its buffers otherwise', () => {
      const word = words(1);
      word[0] = calls++;
      return { threads: [() => Atomics.load(word, 0)] };
    }],
    ['returns more threads', () => {
      const word = words(1);
      const thread = (): unknown => Atomics.load(word, 0);
      return { threads: Array<typeof thread>(1 + Math.min(1, calls++)).fill(thread) };
    }],
    ['returns fewer threads', () => {
      const word = words(1);
      const thread = (): unknown => Atomics.load(word, 0);
      return { threads: Array<typeof thread>(calls++ === 0 ? 2 : 1).fill(thread) };
    }],
  ])('that %s is a clear error', async (_, setup) => {
    calls = 0;
    expect(() => check(setup)).toThrow(CLEAR);
    calls = 0;
    await expect(checkAsync(setup)).rejects.toThrow(CLEAR);
  });

  test('that awaits where it asked for something is a clear error', async () => {
    calls = 0;
    const setup = (): Scenario => {
      const word = words(1);
      return { threads: [async () => (calls++ === 0 ? Atomics.wait(word, 0, 1) : undefined)] };
    };
    await expect(checkAsync(setup)).rejects.toThrow(CLEAR);
  });

  test('is told which thread it is', () => {
    calls = 0;
    const setup = (): Scenario => {
      const word = words(2);
      return { threads: [() => Atomics.load(word, 0), () => [Atomics.load(word, calls++ % 2), Atomics.wait(word, 0, 1)]] };
    };
    expect(() => check(setup)).toThrow('thread 1 is not deterministic');
  });

  test('a setup that waits, or throws, is told as it is', () => {
    expect(() => check(() => ({ threads: [() => undefined], ...{ x: Atomics.wait(words(1), 0, 0) } }))).toThrow(
      'the setup and final() cannot wait',
    );
    const mine = new Error('mine');
    expect(() =>
      check(() => {
        throw mine;
      }),
    ).toThrow(mine);
  });
});

describe('code that catches everything', () => {
  test('and goes on has no effect on what is learned of it', () => {
    const setup = (): Scenario => {
      const word = words(2);
      return {
        threads: [
          () => {
            for (let attempt = 0; attempt < 3; attempt++) {
              try {
                Atomics.add(word, 0, 1);
                if (attempt < 2) throw new Error('again');
              } catch {
                Atomics.add(word, 1, 1);
              } finally {
                Atomics.add(word, 1, 10);
              }
            }
          },
        ],
        final() {
          if (word.join() !== '3,32') throw new Error(word.join());
        },
      };
    };
    expect(check(setup)).toMatchObject({ complete: true, interleavings: 1n });
  });

  test('and tries for ever cannot be ended, but is told of', async () => {
    const ended = await program(new URL('programs/catches-everything.mjs', import.meta.url));
    expect(ended).toMatchObject({ code: 7, stuck: false });
    expect(ended.stderr).toContain('@sync/model: a loop of this thread catches every error and goes on');
  });
});
