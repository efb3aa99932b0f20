import { expect, test } from 'vitest';
import { program } from './program.ts';

/** What differs between classes; each program is `programs/<name>.mjs` beside the test. */
export interface LifeSpec {
  /** URL of the test. */
  readonly from: string;
  /** What is pending, as 'a pending wait'. */
  readonly what: string;
  /** Until when it keeps the process alive, the program that shows it, and what that prints. */
  readonly until: readonly [what: string, name: string, prints: string];
  /** What is printed by one whose time is up. */
  readonly timeUp: string;
}

/** Declares the tests that what is pending keeps the process alive, and nothing else does. */
export function lifeContract({ from, what, until: [end, name, prints], timeUp }: LifeSpec): void {
  const run = (file: string): ReturnType<typeof program> => program(new URL(`programs/${file}.mjs`, from));
  const well = (stdout: string): object => ({ stdout: `${stdout}\n`, stderr: '', code: 0, stuck: false });

  test(`${what} keeps the process alive until ${end}`, async () => {
    expect(await run(name)).toMatchObject(well(prints));
  });

  test(`${what} with a time limit keeps the process alive until the time is up`, async () => {
    expect(await run('awaits-in-vain')).toMatchObject(well(timeUp));
  });

  test(`${what} with unref does not keep the process alive`, async () => {
    expect(await run('awaits-unref')).toMatchObject({ stdout: 'end of the program\n', stderr: '', stuck: false });
  });

  test('a process in which nothing is pending any more ends by itself', async () => {
    expect(await run('has-awaited')).toMatchObject(well('done'));
  });

  test('importing alone starts nothing', async () => {
    expect(await run('imports')).toMatchObject(well('imported'));
  });
}
