import type { CircleSearch, beat, hideWait, showWait } from '@sync/atomics/internal';
import type { CheckOptions } from '@sync/model';
import { scenarioOf, type Case, type Way } from '../../../model-testing/src/index.ts';

/** What the scenarios need of the floor: the same ones run on it and on its mutants. */
export interface Circles {
  readonly CircleSearch: typeof CircleSearch;
  readonly WAIT_WORDS: number;
  readonly showWait: typeof showWait;
  readonly beat: typeof beat;
  readonly hideWait: typeof hideWait;
}

/** Two locks that are nothing but the id of their owner. */
const FIRST = 0;
const SECOND = 1;
/** Behind them: which lock a thread waits for without a time limit, by its id; 0: for none. */
const WANTS = 2;
/** Behind that: one that nobody notifies. */
const STILL = 5;
const WORDS = 6;

/** The ids of the threads: the higher one looks for circles, the other is looked at. */
const LOW = 1;
const HIGH = 2;

const SLICE = 50;

/** Two locks, each in the hands of one thread, and what the two show of their waiting. */
class Ground {
  readonly words = new Int32Array(new SharedArrayBuffer(WORDS * 4));
  readonly #rows: readonly Int32Array[];
  readonly #module: Circles;

  constructor(module: Circles) {
    this.#module = module;
    this.words[FIRST] = HIGH;
    this.words[SECOND] = LOW;
    this.#rows = [LOW, HIGH].map(() => new Int32Array(new SharedArrayBuffer(module.WAIT_WORDS * 4)));
  }

  release(lock: number): void {
    Atomics.store(this.words, lock, 0);
  }

  /**
   * Waits for a lock, as those of the floor do from the end of their first slice on.
   *
   * @param looks so often, then it gives up; none: until it is reported that it would never end
   */
  wait(me: number, lock: number, looks: number, untimed = true): 'got it' | 'gave up' | 'deadlock' {
    const { CircleSearch, showWait, beat, hideWait } = this.#module;
    const row = this.#rows[me - 1]!;
    const search = new CircleSearch(me, (id) => this.#rows[id - 1]);
    if (untimed) Atomics.store(this.words, WANTS + me, lock + 1);
    try {
      for (let look = 0; look < looks; look++) {
        const owner = Atomics.load(this.words, lock);
        if (owner === 0) {
          if (Atomics.compareExchange(this.words, lock, 0, me) === 0) return 'got it';
          continue;
        }
        if (look === 0) showWait(row, { label: '', order: '', untimed, since: 0, holders: [owner], taken: new Map() });
        else beat(row, [owner]);
        if (untimed && search.find() !== undefined) {
          this.#check(me, lock);
          return 'deadlock';
        }
        if (looks === Infinity) Atomics.wait(this.words, STILL, 0, SLICE);
      }
      return 'gave up';
    } finally {
      hideWait(row);
      Atomics.store(this.words, WANTS + me, 0);
    }
  }

  /** It is reported: then both wait for what the other one holds, and nobody could help it. */
  #check(me: number, lock: number): void {
    const other = me === LOW ? HIGH : LOW;
    const wanted = Atomics.load(this.words, WANTS + other) - 1;
    const [its, mine] = [Atomics.load(this.words, lock), wanted < 0 ? 0 : Atomics.load(this.words, wanted)];
    if (its !== other || mine !== me) throw new Error(`thread ${me} waits for ${its}, ${other} waits for lock ${wanted} of ${mine}`);
  }
}

/** Waits for what the other one holds; has nothing in the end. */
const wants = (me: number, looks: number, untimed = true): Way<Ground> => (ground) => {
  const [mine, its] = me === HIGH ? [FIRST, SECOND] : [SECOND, FIRST];
  const outcome = ground.wait(me, its, looks, untimed);
  if (outcome === 'got it') ground.release(its);
  ground.release(mine);
  return outcome;
};

/** The lower one waits; gives everything up; waits again, with nothing in its hands. */
const wantsAgain: Way<Ground> = (ground) => {
  if (ground.wait(LOW, FIRST, 1) === 'got it') ground.release(FIRST);
  ground.release(SECOND);
  if (ground.wait(LOW, FIRST, 2) === 'got it') ground.release(FIRST);
  return 'gave up';
};

/** The higher one lets go what the other waits for, and then waits itself. */
const letsGo = (looks: number): Way<Ground> => (ground) => {
  ground.release(FIRST);
  const outcome = ground.wait(HIGH, SECOND, looks);
  if (outcome === 'got it') ground.release(SECOND);
  return outcome;
};

const BOTH: readonly string[] = ['got it', 'gave up', 'deadlock'];
const NONE: readonly string[] = ['got it', 'gave up'];
const BOUNDED: CheckOptions = { preemptions: 3 };

function circle(name: string, ways: readonly Way<Ground>[], outcomes: readonly (readonly string[])[], options: CheckOptions): Case<Circles> {
  return { name, options, awaits: false, setup: (module) => scenarioOf(new Ground(module), ways, outcomes) };
}

/** What is reported as a circle is one, whatever the threads do between one reading and the next. */
export const CIRCLES: readonly Case<Circles>[] = [
  circle('two that wait for each other: it is found', [wants(LOW, Infinity), wants(HIGH, Infinity)], [['got it'], ['deadlock']], { timeouts: 0, preemptions: 2 }),
  circle('two that wait for each other, and give up', [wants(LOW, 3), wants(HIGH, 3)], [NONE, BOTH], BOUNDED),
  circle('one has let go what the other looked at', [wants(LOW, 3), letsGo(3)], [NONE, NONE], BOUNDED),
  circle('one gives up, and waits again with nothing in its hands', [wantsAgain, wants(HIGH, 4)], [NONE, BOTH], BOUNDED),
  circle('one has a time limit', [wants(LOW, 3, false), wants(HIGH, 3)], [NONE, NONE], BOUNDED),
];
