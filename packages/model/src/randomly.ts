import { ABORT, isOutside, kindOf, threadOf } from './choice.ts';
import type { Choose } from './walk.ts';

/** Points at which the thread that runs becomes the least important. */
const CHANGES = 3;

/** One in so many steps is one that the threads do not do themselves. */
const OUTSIDE_EVERY = 8;

/**
 * Random schedules by the probabilistic concurrency testing of Burckhardt and others
 * (ASPLOS 2010): the most important thread that can run does, and at a few random points it
 * becomes the least important. A fault of few preemptions is found with a known
 * probability, however large the scenario.
 *
 * @param length how many steps a schedule has, about
 */
export function randomly(random: () => number, threads: number, length: number): Choose {
  const importance = Array.from({ length: threads }, () => 1 + random());
  const changes = new Set(Array.from({ length: CHANGES }, () => Math.floor(random() * length)));
  const pick = (choices: readonly number[]): number | undefined => choices[Math.floor(random() * choices.length)];
  const rank = (choice: number): number => importance[threadOf(choice)] ?? 0;
  return (choices, at) => {
    const isOwn = (choice: number): boolean => !isOutside(choice) && kindOf(choice) !== ABORT;
    const own = choices.filter(isOwn);
    const outside = choices.filter((choice) => !isOwn(choice));
    if (own.length === 0 || (outside.length > 0 && random() * OUTSIDE_EVERY < 1)) return pick(outside);
    const most = own.reduce((best, choice) => (rank(choice) > rank(best) ? choice : best));
    if (changes.has(at)) importance[threadOf(most)] = -at;
    return pick(own.filter((choice) => threadOf(choice) === threadOf(most)));
  };
}
