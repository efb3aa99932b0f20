/** What a thread does, as far as others can see. */
export interface ThreadDescription {
  readonly id: number;
  readonly name: string;
  /**
   * `'blocked'`: in a call of these packages, for longer than 50 ms. `'running'`: anything else, as well what
   * computes, awaits, or has nothing to do.
   */
  readonly state: 'running' | 'blocked' | 'ended';
  /** What it is blocked by. */
  readonly waitsFor: WaitDescription | undefined;
  /** Locks, and what else has an owner. */
  readonly holds: readonly HoldDescription[];
}

/** What a blocked thread waits for. */
export interface WaitDescription {
  /** As `Lock(jobs)`. */
  readonly what: string;
  /** When it began, to the second. */
  readonly since: Date;
  /** True: it ends only when it gets what it waits for. */
  readonly untimed: boolean;
  /** The ids of those who have it; none, where anybody can end the wait. */
  readonly heldBy: readonly number[];
}

/** Something that a thread holds. */
export interface HoldDescription {
  /** As `Lock(jobs)`, or `Lock`: a name is known only of what somebody is blocked by. */
  readonly what: string;
  /** Where in the source it was taken: known of a blocked thread's locks made with `debug: true`. */
  readonly takenAt: string | undefined;
}

const COLUMNS = ['id', 'thread', 'state', 'waits for', 'holds'] as const;

/** What threads do, at one time; as a string, a table with a line for each. */
export class ThreadsReport {
  /** All of them. */
  readonly threads: readonly ThreadDescription[];

  /** Made by `describeThreads()`. */
  constructor(threads: readonly ThreadDescription[]) {
    this.threads = threads;
  }

  /** A line for each thread, but for those that have ended and left nothing behind, which are counted. */
  toString(): string {
    const told = this.threads.filter(({ state, holds }) => state !== 'ended' || holds.length > 0);
    const others = this.threads.length - told.length;
    const rows = told.map((thread) => [
      String(thread.id),
      thread.name,
      thread.state,
      thread.waitsFor === undefined ? '' : this.#wait(thread.waitsFor),
      thread.holds.map(({ what, takenAt }) => (takenAt === undefined ? what : `${what} (${takenAt})`)).join(', '),
    ]);
    const all = [COLUMNS, ...rows];
    const widths = COLUMNS.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
    const line = (row: readonly string[]): string => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ');
    const lines = all.map((row) => line(row).trimEnd());
    if (others > 0) lines.push(`and ${others} that ${others === 1 ? 'has' : 'have'} ended`);
    return lines.join('\n');
  }

  #wait({ what, since, untimed, heldBy }: WaitDescription): string {
    const seconds = Math.max(0, Math.round((Date.now() - since.getTime()) / 1000));
    const names = heldBy.map((id) => this.threads.find((thread) => thread.id === id)?.name ?? `thread ${id}`);
    const of = names.length === 0 ? '' : ` of ${names.join(', ')}`;
    return `${what}${of}, for ${seconds} s${untimed ? '' : ', with a time limit'}`;
  }
}
