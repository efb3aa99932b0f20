import { check, checkAsync, type CheckOptions, type Coverage, type ModelError } from '@sync/model';
import { describe, expect, test } from 'vitest';
import { failureIn } from './failure.ts';
import * as awaiting from './planted/awaiting.ts';
import * as mutex from './planted/mutex.ts';
import type { Planted } from './planted/planted.ts';
import * as publication from './planted/publication.ts';
import * as wakeUp from './planted/wake-up.ts';

const ALL: Planted[] = [mutex, wakeUp, publication, awaiting].flatMap((family) => Object.values(family));

/** Each is small: who needs more states than this does not find it within milliseconds. */
const FEW = 30_000;

function run({ scenario, awaits, options }: Planted, isPlanted: boolean, more: CheckOptions = {}): Promise<Coverage> {
  const all = { ...options, maxStates: FEW, walks: 0, ...more };
  const setup = () => scenario(isPlanted);
  return awaits === true ? checkAsync(setup, all) : new Promise((resolve) => { resolve(check(setup, all)); });
}

function failureOf(planted: Planted, more?: CheckOptions): Promise<ModelError> {
  return failureIn(run(planted, true, more));
}

describe.each(ALL)('$bug', (planted) => {
  test('is found, by a schedule of the fewest preemptions', async () => {
    const { kind, message } = await failureOf(planted);
    expect([kind, message.split('\n')[0]]).toEqual([planted.kind, expect.stringMatching(planted.says)]);
    expect(message).toContain(`Preemptions: ${planted.preemptions}, the fewest possible.`);
  });

  test('is found again by its token', async () => {
    const { kind, message, replay } = await failureOf(planted);
    const again = await failureOf(planted, { replay });
    expect([again.kind, again.replay]).toEqual([kind, replay]);
    // All but the first line: that one says how it was found.
    expect(again.message.split('\n').slice(1)).toEqual(message.split('\n').slice(1));
  });

  test('mended, passes in every interleaving', async () => {
    const { complete, cut, interleavings, failing } = await run(planted, false, { maxStates: 300_000 });
    expect([complete, cut, failing]).toEqual([true, undefined, 0n]);
    expect(interleavings).toBeGreaterThan(1n);
  });
});

test('there are enough of them, of every kind', () => {
  expect(ALL.length).toBeGreaterThanOrEqual(14);
  expect(new Set(ALL.map(({ kind }) => kind))).toEqual(new Set(['stuck', 'race', 'thrown', 'final', 'livelock']));
});
