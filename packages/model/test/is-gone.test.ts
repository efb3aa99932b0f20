import { threadId } from '@sync/atomics';
import { KILLED, check, checkAsync, explore, type CheckOptions, type Coverage, type Scenario } from '@sync/model';
import { describe, expect, test } from 'vitest';
import { failureOf, failureOfAsync } from './failure.ts';
import { FIRST_ID, isGone } from './is-gone.ts';
import { words } from './planted/words.ts';

const OWNER = 0;
const TOTAL = 1;
const SLICE = 50;

/** What a thread does that finds the lock held: it says whether it takes over, and is told whether it has slept through a slice. */
type TakesOver = (owner: number, hasSlept: boolean) => boolean;

/** A lock whose word names its owner. */
class Robust {
  readonly words = words(2);
  readonly #takesOver: TakesOver;

  constructor(takesOver: TakesOver) {
    this.#takesOver = takesOver;
  }

  /** Returns 0 when it has the lock, else whose it is. */
  #claim(hasSlept: boolean): number {
    const owner = Atomics.compareExchange(this.words, OWNER, 0, threadId());
    if (owner === 0) return 0;
    return this.#takesOver(owner, hasSlept) && Atomics.compareExchange(this.words, OWNER, owner, threadId()) === owner ? 0 : owner;
  }

  /** Plain, so that two at once are a race. */
  #pass(): number {
    this.words[TOTAL]!++;
    Atomics.store(this.words, OWNER, 0);
    Atomics.notify(this.words, OWNER, 1);
    return 1;
  }

  blocks(): number {
    let hasSlept = false;
    for (let owner = this.#claim(hasSlept); owner !== 0; owner = this.#claim(hasSlept)) {
      hasSlept = Atomics.wait(this.words, OWNER, owner, SLICE) === 'timed-out';
    }
    return this.#pass();
  }

  async awaits(): Promise<number> {
    let hasSlept = false;
    for (let owner = this.#claim(hasSlept); owner !== 0; owner = this.#claim(hasSlept)) {
      const { async, value } = Atomics.waitAsync(this.words, OWNER, owner, SLICE);
      hasSlept = (async ? await value : value) === 'timed-out';
    }
    return this.#pass();
  }

  /** Spins, and never sleeps. */
  spins(): number {
    while (this.#claim(true) !== 0);
    return this.#pass();
  }

  /** All but who dies pass. */
  scenario(...threads: Scenario['threads']): Scenario {
    return {
      threads,
      final: (results) => {
        const passed = results.filter((result) => result !== KILLED).length;
        const total = this.words[TOTAL]!;
        if (total < passed || total > threads.length) throw new Error(`${passed} passed, ${total} were counted`);
        const owner = this.words[OWNER]!;
        if (owner !== 0 && results[owner - FIRST_ID] !== KILLED) throw new Error('one that lives holds it');
      },
    };
  }
}

type Way = 'blocks' | 'awaits' | 'spins';

const lockOf = (takesOver: TakesOver, ways: readonly Way[]) => (): Scenario => {
  const lock = new Robust(takesOver);
  return lock.scenario(...ways.map((way) => () => lock[way]()));
};

const looks: TakesOver = (owner) => isGone(owner);
const looksAfterSleep: TakesOver = (owner, hasSlept) => hasSlept && isGone(owner);
const impatient: TakesOver = (_owner, hasSlept) => hasSlept;
const looksAtFirst: TakesOver = (owner, hasSlept) => !hasSlept && isGone(owner);

/** Slices end when nothing else can move. */
const DEATH: CheckOptions = { kills: 1, timeouts: 0, notifyOrder: 'any' };
/** Also while others move. */
const EARLY: CheckOptions = { ...DEATH, timeouts: 1 };

function expectAll({ complete, interleavings, spins }: Coverage, maySpin = false): void {
  expect(complete).toBe(true);
  expect(interleavings).toBeGreaterThan(10n);
  expect(spins).toBe(maySpin);
}

describe('a lock that takes over from an owner who is dead', () => {
  test.each([
    ['two that block', looks, ['blocks', 'blocks']],
    ['two that block, and look when they have slept', looksAfterSleep, ['blocks', 'blocks']],
    ['one that blocks, one that awaits', looks, ['blocks', 'awaits']],
    ['two that await, and look when they have slept', looksAfterSleep, ['awaits', 'awaits']],
    ['three that block, and look when they have slept', looksAfterSleep, ['blocks', 'blocks', 'blocks']],
  ] as const)('%s: nobody is stuck, no two are in', async (_name, takesOver, ways) => {
    for (const options of [DEATH, EARLY]) expectAll(await checkAsync(lockOf(takesOver, ways), options));
  });

  test('two that spin: nobody is stuck, no two are in', () => {
    expectAll(check(lockOf(looks, ['spins', 'spins']), DEATH), true);
  });

  test('two deaths among three', () => {
    expectAll(check(lockOf(looksAfterSleep, ['blocks', 'blocks', 'blocks']), { ...DEATH, kills: 2 }));
  });

  test.each([
    ['blocks', 'blocks'],
    ['blocks', 'awaits'],
    ['awaits', 'awaits'],
  ] as const)('whoever takes over without a look is in beside one that lives: %s, %s', async (...ways) => {
    expect((await failureOfAsync(lockOf(impatient, ways), EARLY)).kind).toBe('race');
  });

  test('whoever spins and takes over without a look, too', () => {
    expect(failureOf(lockOf(impatient, ['spins', 'spins']), DEATH).kind).toBe('race');
  });

  test.each([
    ['blocks', 'stuck'],
    // Loops of an event loop are followed until maxSteps.
    ['awaits', 'livelock'],
  ] as const)('whoever looks before it sleeps, and no more, waits for ever: %s', async (way, as) => {
    const { kind, message } = await failureOfAsync(lockOf(looksAtFirst, [way, way]), DEATH);
    expect(kind).toBe(as);
    expect(message).toMatch(/look whether T[01] is dead = no/);
    expect(message).toContain('† is killed');
  });
});

/** One that looks at another, which does so many steps, and so often. */
const watching = (times: number, steps: number, check?: (seen: readonly boolean[]) => void) => (): Scenario => {
  const word = words(1);
  return {
    threads: [
      () => {
        const seen = Array.from({ length: times }, () => isGone(FIRST_ID + 1));
        check?.(seen);
        return seen.join();
      },
      () => {
        for (let step = 0; step < steps; step++) Atomics.add(word, 0, 1);
      },
    ],
  };
};

describe('a look whether a thread is dead', () => {
  test('comes before a death or after it, and a death is for good', () => {
    const all = new Set<string>();
    const setup = (): Scenario => ({
      ...watching(2, 1)(),
      mayDie: (thread) => thread === 1,
      final: ([seen, other]) => all.add(`${String(seen)} ${other === KILLED ? 'dead' : 'alive'}`),
    });
    expect(explore(setup, { kills: 1 })).toMatchObject({ complete: true, failing: 0n });
    expect([...all].sort()).toEqual(['false,false alive', 'false,false dead', 'false,true dead', 'true,true dead']);
  });

  test('is told in words, and replayed', () => {
    const setup = watching(2, 1, ([first, second]) => {
      if (first !== second) throw new Error('it died between');
    });
    const { message, replay } = failureOf(setup, { kills: 1 });
    expect(message).toMatch(/look whether T1 is dead = no.*\n.*† is killed\n.*look whether T1 is dead = yes /);
    expect(message).toMatch(/ = no +isGone .*:\d+/);
    expect(failureOf(setup, { kills: 1, replay }).message).toBe(message.replace('Preemptions: 0, the fewest possible.', 'Replayed.'));
  });

  test('says where a thread is stuck', () => {
    const { message } = failureOf(() => {
      const word = words(1);
      return {
        threads: [
          () => { while (!isGone(FIRST_ID + 1)); }, // prettier-ignore
          () => { Atomics.wait(word, 0, 0); }, // prettier-ignore
        ],
        mayDie: (thread) => thread === 1,
      };
    }, { kills: 1 }); // prettier-ignore
    expect(message).toContain('Stuck: nothing will ever wake T0 and T1.');
    expect(message).toContain('T0 goes round for ever, now to look whether T1 is dead');
  });

  test('costs nothing where nobody can die', () => {
    const without = explore(watching(0, 3));
    expect(explore(watching(5, 3))).toMatchObject({ states: without.states, transitions: without.transitions, interleavings: 1n });
  });

  test('finds nobody that it does not know, and in the setup and in the end nobody at all', () => {
    const found: boolean[] = [];
    const look = (): void => {
      found.push(...[0, 1, FIRST_ID + 2, -1, 2 ** 28 - 1].map(isGone));
    };
    const { interleavings } = check(() => {
      const word = words(1);
      found.push(isGone(FIRST_ID), isGone(FIRST_ID + 1));
      return {
        threads: [look, () => Atomics.add(word, 0, 1)],
        mayDie: (thread) => {
          found.push(isGone(FIRST_ID + thread));
          return thread === 1;
        },
        final: () => found.push(isGone(FIRST_ID), isGone(FIRST_ID + 1)),
      };
    }, { kills: 1 }); // prettier-ignore
    expect(interleavings).toBe(2n);
    expect(new Set(found)).toEqual(new Set([false]));
  });

  test('finds one that has returned alive: its worker lives on', () => {
    const setup = watching(1, 0, ([gone]) => {
      if (gone === true) throw new Error('gone');
    });
    expect(check(() => ({ ...setup(), mayDie: () => false }), { kills: 1 })).toMatchObject({ complete: true });
  });
});

describe('a loop until somebody is dead', () => {
  /** Sleeps in slices, or spins, until the other one has set the word, or is dead. */
  const lasting = (sleeps: boolean, step: () => void = () => undefined) => (): Scenario => {
    const word = words(2);
    return {
      threads: [
        () => {
          while (Atomics.load(word, 0) === 0 && !isGone(FIRST_ID + 1)) if (sleeps) Atomics.wait(word, 0, 0, SLICE);
        },
        () => {
          Atomics.add(word, 1, 1);
          step();
          Atomics.store(word, 0, 1);
          Atomics.notify(word, 0);
        },
      ],
    };
  };

  test.each([true, false])('ends when that one dies, or does what it waits for; it sleeps: %s', (sleeps) => {
    expectAll(check(lasting(sleeps), DEATH), !sleeps);
  });

  test('that sleeps ends for a death that comes while it sleeps, by its next slice', () => {
    expectAll(check(lasting(true), EARLY));
    // Without slices nobody looks again.
    expect(failureOf(lasting(true), { ...DEATH, endless: SLICE }).kind).toBe('stuck');
  });

  test.each([true, false])('is stuck where the other one may die, and need not; it sleeps: %s', (sleeps) => {
    const { kind, message } = failureOf(() => {
      const word = words(1);
      return {
        threads: [
          () => {
            while (!isGone(FIRST_ID + 1)) if (sleeps) Atomics.wait(word, 0, 0, SLICE);
          },
          () => Atomics.load(word, 0),
        ],
      };
    }, DEATH); // prettier-ignore
    expect(kind).toBe('stuck');
    expect(message).not.toContain('† is killed');
  });
});
