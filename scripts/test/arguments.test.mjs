import { describe, expect, it } from 'vitest';
import { splitArguments } from '../lib/arguments.mjs';

const packages = ['atomics', 'lock', 'benchmarks'].map((short) => ({ short, name: `@sync/${short}` }));
const split = (line) => {
  const { chosen, rest } = splitArguments(line.split(' ').filter(Boolean), packages);
  return { chosen: chosen.map(({ short }) => short), rest };
};

describe('the words behind a task', () => {
  it.each([
    ['', [], []],
    ['lock', ['lock'], []],
    ['@sync/lock', ['lock'], []],
    ['lock atomics', ['lock', 'atomics'], []],
    ['lock -t fairness', ['lock'], ['-t', 'fairness']],
    ['lock -- -t fairness', ['lock'], ['-t', 'fairness']],
    ['lock mutex.test', ['lock'], ['mutex.test']],
    ['lock mutex.test atomics', ['lock'], ['mutex.test', 'atomics']],
    ['-t lock', [], ['-t', 'lock']],
    ['-- mutex.test', [], ['mutex.test']],
    ['-- lock -- x', [], ['lock', '--', 'x']],
  ])('"%s" chooses %j and passes on %j', (line, chosen, rest) => {
    expect(split(line)).toEqual({ chosen, rest });
  });

  it('a name that is no package is answered with those there are', () => {
    expect(() => split('lokc')).toThrow('There is no package "lokc" to do this with. There are: atomics, lock, benchmarks.');
  });
});
