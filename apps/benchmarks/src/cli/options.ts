import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface Options {
  readonly quick: boolean;
  readonly filter: string | undefined;
  readonly against: readonly string[] | undefined;
  readonly threads: readonly number[] | undefined;
  readonly rounds: number | undefined;
  readonly json: string | undefined;
  readonly html: string | undefined;
  readonly compare: string | undefined;
  readonly list: boolean;
  readonly latestNode: boolean;
  readonly help: boolean;
}

/** A command line that cannot be understood; its message is for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const MOST_THREADS = 64;

function wholeNumber(text: string, option: string, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most) {
    throw new UsageError(`--${option} takes whole numbers from 1 to ${String(most)}, not "${text}"`);
  }
  return value;
}

function names(text: string): readonly string[] {
  const all = text.split(',').map((one) => one.trim());
  if (all.includes('')) throw new UsageError(`--against takes names with commas between them, not "${text}"`);
  return all;
}

/** Reads the command line. A bare `--`, which script runners like to forward, is ignored. */
export function parseOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: args.filter((arg) => arg !== '--'),
      options: {
        quick: { type: 'boolean', default: false },
        filter: { type: 'string' },
        against: { type: 'string' },
        threads: { type: 'string' },
        rounds: { type: 'string' },
        json: { type: 'string' },
        html: { type: 'string' },
        compare: { type: 'string' },
        list: { type: 'boolean', default: false },
        'latest-node': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return {
      quick: values.quick,
      filter: values.filter,
      against: values.against === undefined ? undefined : names(values.against),
      threads: values.threads?.split(',').map((text) => wholeNumber(text, 'threads', MOST_THREADS)),
      rounds: values.rounds === undefined ? undefined : wholeNumber(values.rounds, 'rounds', 1000),
      json: values.json,
      html: values.html,
      compare: values.compare,
      list: values.list,
      latestNode: values['latest-node'],
      help: values.help,
    };
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError((error as Error).message);
  }
}

/** What `--help` prints. */
export const HELP = `Measures every primitive beside its rivals: the same work, interleaved rounds, medians with quartiles.

  npm run bench -- [options]

  --quick             see that everything runs, in about a minute; judges no bar
  --filter <text>     only scenarios whose id, title, suite or group contains the text
  --against <names>   only rivals whose name contains one of these (names by commas), and all of ours
  --threads 2,4       thread counts of the scenarios that have several (default 1,2,4,8; quick: 2,4)
  --rounds <n>        interleaved rounds (default 15; quick: 3); bars need 15
  --json <file>       where the figures go (default results/latest.json)
  --html <file>       where the report goes (default results/latest.html)
  --compare <file>    show the change against the figures of an earlier run
  --list              list the scenarios, their contenders and bars, and stop
  --latest-node       fetch the newest Node from npm once, for contenders that need it, and run ours on it too
  --help              this text
`;
