/** Programs of which one can tell by the specification's text whether they have a data race. */
import type { Raciness } from './clocks.ts';
import { add, compareExchange, load, read, store, write, type Operation, type Program } from './program.ts';

const DATA = 0;
const FLAG = 1;

/** Does these steps, as long as each answer is as given. */
type Steps = readonly (Operation | readonly [Operation, number])[];

function threads(...all: readonly Steps[]): Program {
  return {
    words: 2,
    threads: all.map(
      (steps) =>
        function* () {
          for (const step of steps) {
            if (!('kind' in step)) {
              if ((yield step[0]) !== step[1]) return;
            } else yield step;
          }
        },
    ),
  };
}

const PUBLISH: Steps = [write(DATA, 7), store(FLAG, 1)];

export const LITMUS: readonly (readonly [name: string, raciness: Raciness, program: Program])[] = [
  ['two plain reads', 'none', threads([read(DATA)], [read(DATA)])],
  ['a plain write and a plain read', 'race', threads([write(DATA, 1)], [read(DATA)])],
  ['a plain write and an atomic read', 'race', threads([write(DATA, 1)], [load(DATA)])],
  ['an atomic write and a plain read', 'race', threads([store(DATA, 1)], [read(DATA)])],
  ['data that a flag publishes', 'none', threads(PUBLISH, [[load(FLAG), 1], read(DATA)])],
  ['data that is read whatever the flag says', 'race', threads(PUBLISH, [load(FLAG), read(DATA)])],
  ['a flag that is written plainly', 'race', threads([write(DATA, 7), write(FLAG, 1)], [[load(FLAG), 1], read(DATA)])],
  ['a flag that is read plainly', 'race', threads(PUBLISH, [[read(FLAG), 1], read(DATA)])],
  ["a flag that another thread's store has replaced", 'race', threads(PUBLISH, [store(FLAG, 2)], [[load(FLAG), 2], read(DATA)])],
  ['a flag that another thread has added to', 'none', threads(PUBLISH, [add(FLAG, 1)], [[load(FLAG), 2], read(DATA)])],
  ['a flag that another thread may have added to before', 'race', threads(PUBLISH, [add(FLAG, 4)], [[load(FLAG), 4], read(DATA)])],
  ['a flag that another thread has swapped', 'none', threads(PUBLISH, [compareExchange(FLAG, 1, 2)], [[load(FLAG), 2], read(DATA)])],
  ['a flag that is seen by a failing swap', 'none', threads(PUBLISH, [[compareExchange(FLAG, 5, 6), 1], read(DATA)])],
  ['a flag that is seen by an addition', 'none', threads(PUBLISH, [[add(FLAG, 1), 1], read(DATA)])],
  ['a store sees nothing', 'race', threads(PUBLISH, [store(FLAG, 2), read(DATA)])],
  ['a swap that always fails, and a plain read', 'none', threads([compareExchange(DATA, 5, 6)], [read(DATA)])],
  ['a swap that always fails, and a plain write', 'race', threads([compareExchange(DATA, 5, 6)], [write(DATA, 1)])],
  ['a swap, and a plain read', 'race', threads([compareExchange(DATA, 0, 6)], [read(DATA)])],
  ['a swap, and a plain read after an addition that sees it', 'none', threads([compareExchange(DATA, 0, 6)], [[add(DATA, 1), 6], read(DATA)])],
  ['a swap, and a plain read after a store that replaces it', 'hidden', threads([compareExchange(DATA, 0, 6)], [store(DATA, 1), read(DATA)])],
];
