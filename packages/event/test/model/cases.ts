import type { CheckOptions } from '@sync/model';
import { DEATH, NO_SLICES, QUIET, isAsync, type Case } from '@sync/model-testing';
import {
  Ground, awaits, awaitsAborted, awaitsBusily, awaitsTimed, awaitsTwice, clears, sets, setsAndClearsWhenTheySleep, setsAndClearsWhenTheyWait,
  setsOnly, setsTwice, waits, waitsTimed, type EventWay, type Events,
} from './ground.ts'; // prettier-ignore

type EventCase = Case<Events>;

const RELEASED = ['released'] as const;
const SET = ['set'] as const;
const GIVES_UP = ['released', 'time is up', 'aborted'] as const;
const LEAVING: readonly EventWay[] = [waitsTimed, awaitsTimed, awaitsAborted];

/** Some that wait and one that sets it, which is the last. */
function together(name: string, waiting: readonly EventWay[], setter: EventWay, changes: number, options: CheckOptions): EventCase {
  const outcomes = waiting.map((way) => (LEAVING.includes(way) || way === awaitsTwice ? GIVES_UP : RELEASED));
  return {
    name,
    options,
    awaits: waiting.some(isAsync),
    setup: (events) => new Ground(events).scenario([...waiting, setter], [...outcomes, SET], changes),
  };
}

/** One that waits, one that sets. */
export const PAIRS: readonly EventCase[] = [
  together('waits and sets', [waits], sets, 1, NO_SLICES),
  together('awaits and sets', [awaits], sets, 1, NO_SLICES),
  together('waits for a time and sets', [waitsTimed], sets, 1, NO_SLICES),
  together('awaits for a time and sets', [awaitsTimed], sets, 1, NO_SLICES),
  together('awaits until it is aborted and sets', [awaitsAborted], sets, 1, NO_SLICES),
  together('awaits twice, once until it is aborted, and sets', [awaitsTwice], sets, 1, NO_SLICES),
  together('waits and sets, clears, sets', [waits], setsTwice, 3, NO_SLICES),
  together('awaits and sets, clears, sets', [awaits], setsTwice, 3, NO_SLICES),
];

/** Its time is up while its thread is busy, and it was set before. */
const BUSY: EventCase = {
  name: 'one awaits for a time, is busy until that is up, and finds what was set and cleared',
  options: QUIET,
  awaits: true,
  setup: (events) => new Ground(events).scenario([awaitsBusily, setsAndClearsWhenTheyWait(1)], [RELEASED, SET], 2),
};

/** Set and cleared at once, while it waits for sure. */
export const BRIEFLY: readonly EventCase[] = [
  together('one sleeps while it is set and cleared', [waits], setsAndClearsWhenTheySleep, 2, QUIET),
  together('one awaits while it is set and cleared', [awaits], setsAndClearsWhenTheyWait(1), 2, NO_SLICES),
  together('two of one thread await while it is set and cleared, one until it is aborted', [awaitsTwice], setsAndClearsWhenTheyWait(1), 2, NO_SLICES),
  BUSY,
  together('two sleep while it is set and cleared', [waits, waits], setsAndClearsWhenTheySleep, 2, QUIET),
  together('two await while it is set and cleared', [awaits, awaits], setsAndClearsWhenTheyWait(2), 2, NO_SLICES),
  together('one sleeps and one awaits while it is set and cleared', [waits, awaits], setsAndClearsWhenTheySleep, 2, QUIET),
];

/** Three threads. */
export const TRIPLES: readonly EventCase[] = [
  together('two wait and one sets', [waits, waits], sets, 1, NO_SLICES),
  together('one waits, one awaits and one sets', [waits, awaits], sets, 1, NO_SLICES),
  together('two await and one sets', [awaits, awaits], sets, 1, NO_SLICES),
  together('one waits for a time, one waits and one sets', [waitsTimed, waits], sets, 1, NO_SLICES),
  together('one is aborted, one waits and one sets', [awaitsAborted, waits], sets, 1, NO_SLICES),
  together('one awaits for a time, one awaits and one sets', [awaitsTimed, awaits], sets, 1, NO_SLICES),
  {
    name: 'two set it at once: it is set once',
    options: NO_SLICES,
    awaits: false,
    setup: (events) => {
      const ground = new Ground(events);
      ground.prepare();
      return ground.scenario([waits, setsOnly, setsOnly], [RELEASED, SET, SET], 1);
    },
  },
  {
    name: 'two clear it at once: it is cleared once, and who comes later waits',
    options: NO_SLICES,
    awaits: false,
    setup: (events) => {
      const ground = new Ground(events);
      ground.prepare();
      ground.event.set();
      return ground.scenario([clears, clears, waitsTimed], [SET, SET, GIVES_UP], 2);
    },
  },
];

/** One dies: a waiter at any time, the setter once it is set. */
export const DEATHS: readonly EventCase[] = [
  ...([['two wait', [waits, waits]], ['one waits, one awaits', [waits, awaits]], ['two await', [awaits, awaits]]] as const).map(
    ([who, waiting]): EventCase => ({
      name: `${who}, and one of these or the one that has set it dies`,
      options: DEATH,
      awaits: waiting.some(isAsync),
      setup: (events) => {
        const ground = new Ground(events);
        const mayDie = (thread: number): boolean => thread < 2 || ground.wasSet;
        return { ...ground.scenario([...waiting, sets], [RELEASED, RELEASED, SET], 1), mayDie };
      },
    }),
  ),
  ...([['waits', waits], ['awaits', awaits]] as const).map(
    ([who, way]): EventCase => ({
      name: `one ${who}, and the one that has set it dies before it wakes anybody`,
      options: DEATH,
      awaits: isAsync(way),
      setup: (events) => {
        const ground = new Ground(events);
        return { ...ground.scenario([way, sets], [RELEASED, SET], 1), mayDie: (thread) => thread === 1 && ground.wasSet };
      },
    }),
  ),
]; // prettier-ignore
