import type { Launch } from '../child/contender-process.ts';

/** What kind of program a contender is; the report groups and colours by it. */
export type Family = 'ours' | 'javascript' | 'native' | 'other runtime';

/** Where and how contenders are started in this run. */
export interface Surroundings {
  /** The program's own entry, which starts JavaScript contenders by a hidden argument. */
  readonly entry: URL;
  /** Sources of the contenders in other languages. */
  readonly nativeDir: string;
  /** Where compiled programs and a fetched Node are kept. */
  readonly cacheDir: string;
  /** The newest Node, where it was asked for. */
  readonly latestNode: string | undefined;
  /** Why there is none, though it was asked for. */
  readonly noLatestNode?: string;
}

/** Why a contender does not take part. */
export interface Absent {
  readonly absent: string;
}

/** A contender: a name on the wire, a label for people, and how to start its process. */
export interface Contender {
  readonly id: string;
  /** Its name in its own process, where that is another. */
  readonly wire?: string;
  readonly label: string;
  readonly family: Family;
  /** Contenders with the same host run in one process, in turn. */
  readonly host?: string;
  /** Says how to start it, or why it cannot be. `nodeFlags` are what the scenario wants of Node. */
  launch(around: Surroundings, nodeFlags: readonly string[]): Promise<Launch | Absent>;
}
