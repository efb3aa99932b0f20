import type { CheckOptions } from '@sync/model';
import { DEATH, NO_SLICES } from '@sync/model-testing';
import { caseOf, type SemaphoreCase } from './cases.ts';
import type { SemaphoreWay } from './ground.ts';
import { awaitsBlocked, opensTheGate } from './ways-in-turn.ts';
import {
  awaits, releases, releasesLate, releasesOpenly, releasesTo, takes, triesAndReleases, triesAndTakes, visits, visitsAsync, visitsTimed,
} from './ways.ts'; // prettier-ignore

const TRUE = [true] as const;
const MAYBE = [true, false] as const;
const NOTHING = [undefined] as const;

/** Three threads. */
const DEATH_OF_THREE: CheckOptions = { ...DEATH, preemptions: 1, maxSteps: 300 };

const first = (thread: number): boolean => thread === 0;

/** Waiters that die. */
const WAITING: readonly SemaphoreCase[] = [
  ...([
    ['one that waits', takes(), 'one awaits', awaits(), 0],
    ['one that awaits', awaits(), 'one waits', takes(), 1],
  ] as const).map(([who, dies, other, stays, preemptions]) =>
    caseOf(`${who} dies, ${other}, one releases two`, {
      ways: [dies, stays, releases(2)],
      outcomes: [TRUE, TRUE, NOTHING],
      left: 0,
      options: { ...DEATH, preemptions },
      mayDie: first,
    }),
  ),
  ...([
    ['waits', visits()],
    ['awaits', visitsAsync()],
  ] as const).map(([who, way]) =>
    caseOf(`one ${who} and dies before it has the one permit; one ${who}`, {
      ways: [way, way, releasesOpenly],
      outcomes: [TRUE, TRUE, NOTHING],
      left: 1,
      options: { ...DEATH, preemptions: 0 },
      mayDie: (thread, ground) => thread === 0 && (!ground.gateIsOpen || ground.state >= 2),
    }),
  ),
  ...([
    ['waits', takes()],
    ['awaits', awaits()],
  ] as const).map(([who, stays]) =>
    caseOf(`one that waits for two of one dies; one ${who}`, {
      ways: [visitsTimed(2), stays],
      outcomes: [MAYBE, TRUE],
      left: 0,
      begin: { permits: 1 },
      options: { ...DEATH, maxSteps: 300 },
      mayDie: first,
    }),
  ),
  caseOf('two sweep the entry of one that died, and one of them comes into it', {
    ways: [takes(), triesAndReleases, triesAndTakes],
    outcomes: [TRUE, MAYBE, TRUE],
    left: [0, 1],
    options: { ...NO_SLICES, kills: 1, preemptions: 1 },
    mayDie: (thread, ground) => thread === 0 && ground.firstShowsOne && ground.state < 2,
  }),
  caseOf('one takes the mark of the line away and dies, one that waits puts it back', {
    ways: [takes(), takes(), releasesLate],
    outcomes: [TRUE, TRUE, NOTHING],
    left: 0,
    options: DEATH_OF_THREE,
    mayDie: (thread, ground) => thread === 0 && ground.hasLeft(thread),
  }),
];

/** One that brings permits and dies before it rings. */
const RINGING: readonly SemaphoreCase[] = [
  ...([
    ['waits', takes()],
    ['awaits', awaits()],
  ] as const).map(([who, way]) =>
    caseOf(`one ${who}, and the one that brings it a permit dies before it rings`, {
      ways: [way, releases(1)],
      outcomes: [TRUE, NOTHING],
      left: 0,
      options: DEATH,
      mayDie: (thread, ground) => thread === 1 && ground.state >= 2,
    }),
  ),
  caseOf('one awaits and is blocked, one is behind it, and the one that brings a permit dies before it rings', {
    ways: [awaitsBlocked(), opensTheGate, releasesTo(1)],
    outcomes: [TRUE, TRUE, NOTHING],
    left: 0,
    options: DEATH_OF_THREE,
    mayDie: (thread, ground) => thread === 2 && ground.state >= 2,
  }),
];

/** The slices of the living end, too: nobody is taken for dead. */
const ALIVE: CheckOptions = { ...DEATH, timeouts: 1, preemptions: 1 };

const HOLDERS: readonly (readonly [name: string, dies: SemaphoreWay, stays: SemaphoreWay])[] = [
  ['goes to it; one goes to it', visits(), visits()],
  ['awaits it; one awaits it', visitsAsync(), visitsAsync()],
];

/** Permits of the dead come back, once. */
const HOLDING: readonly SemaphoreCase[] = [
  ...HOLDERS.map(([name, dies, stays]) =>
    caseOf(`robust: one dies that ${name}`, {
      ways: [dies, stays],
      outcomes: [TRUE, TRUE],
      left: 1,
      begin: { permits: 1, robust: true },
      options: { ...DEATH, preemptions: 2 },
      mayDie: first,
    }),
  ),
  caseOf('robust: one dies that goes to it, and slices end; one goes to it', {
    ways: [visits(), visits()],
    outcomes: [TRUE, TRUE],
    left: 1,
    begin: { permits: 1, robust: true },
    options: ALIVE,
    mayDie: first,
  }),
  caseOf('robust: one dies that takes two of three; one takes all three', {
    ways: [visits(2), visits(3)],
    outcomes: [TRUE, TRUE],
    left: 3,
    begin: { permits: 3, robust: true },
    options: { ...DEATH, preemptions: 2 },
    mayDie: first,
  }),
  caseOf('robust: one dies, and one that brings back what it left; one goes to it', {
    ways: [visits(), visits(), visits()],
    outcomes: [TRUE, TRUE, TRUE],
    left: 1,
    begin: { permits: 1, robust: true },
    options: { ...DEATH, kills: 2, preemptions: 0 },
    mayDie: (thread) => thread < 2,
  }),
];

/** One dies at any step; slices save the others. */
export const DEATHS: readonly SemaphoreCase[] = [...WAITING, ...RINGING, ...HOLDING];
