import { Explained } from './explain.mjs';

/**
 * Splits what follows a task: package names first, then what is for the tool.
 *
 *     lock                    one package
 *     lock atomics            two
 *     lock -t fairness        the rest is the tool's
 *     lock mutex.test         so is a word that is no package, after one that is
 *     -t fairness             every package
 *     -- mutex.test           every package; needed where the tool's words come first
 *
 * @param {string[]} words
 * @param {{ name: string, short: string }[]} packages those that have this task
 */
export function splitArguments(words, packages) {
  const chosen = [];
  let next = 0;
  for (; next < words.length; next++) {
    const word = words[next];
    if (word.startsWith('-')) break;
    const found = packages.find(({ name, short }) => word === name || word === short);
    if (found === undefined && chosen.length === 0) throw new Explained(unknown(word, packages));
    if (found === undefined) break;
    chosen.push(found);
  }
  const rest = words.slice(next);
  if (rest[0] === '--') rest.shift();
  return { chosen, rest };
}

function unknown(word, packages) {
  const known = packages.map(({ short }) => short).join(', ');
  return `There is no package "${word}" to do this with. There are: ${known}.`;
}
