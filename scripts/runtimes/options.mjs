import { Explained } from '../lib/explain.mjs';

const WITHOUT_MISSING = '--without-missing';

/**
 * What `npm run runtimes -- ...` asks for: names of runtimes, all if there are none, and
 * whether those that cannot be fetched are left out instead of failing.
 *
 * @param {string[]} words
 * @param {{ name: string }[]} runtimes those there are
 */
export function readOptions(words, runtimes) {
  const names = words.filter((word) => word !== WITHOUT_MISSING && word !== '--');
  for (const name of names) {
    if (runtimes.some((runtime) => runtime.name === name)) continue;
    const known = runtimes.map((runtime) => runtime.name).join(', ');
    throw new Explained(`There is no runtime "${name}". There are: ${known}; and ${WITHOUT_MISSING}.`);
  }
  return {
    chosen: runtimes.filter(({ name }) => names.length === 0 || names.includes(name)),
    withoutMissing: words.includes(WITHOUT_MISSING),
  };
}
