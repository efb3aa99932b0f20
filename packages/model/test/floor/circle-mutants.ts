import { mutantsOf, type CaughtMutant } from '../../../model-testing/src/index.ts';

/** What makes a report certain, and what makes it come; the texts are those of the built floor. */
export const CIRCLE_MUTANTS: readonly CaughtMutant[] = mutantsOf('atomics', [
  ['waits are not told apart', 'seen?.wait !== before.wait || ', '!seen || ', 'one gives up, and waits again with nothing in its hands', 'thrown'],
  ['one look is enough', '>= 2 * LOOK', '>= LOOK', 'one has let go what the other looked at', 'thrown'],
  ['no look is needed', '>= 2 * LOOK', '>= 0', 'one has let go what the other looked at', 'thrown'],
  ['a time limit does not matter', 'seen?.untimed === !0 ? seen : void 0', 'seen', 'one has a time limit', 'thrown'],
]);
