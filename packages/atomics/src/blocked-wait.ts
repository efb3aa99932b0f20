import { warnOfBlockedServer } from './blocked-server.ts';
import { CircleSearch, type CircleStep } from './deadlock.ts';
import { report } from './diagnostics.ts';
import type { Subject } from './input.ts';
import { SLICE } from './slice.ts';
import { takenHere } from './taken.ts';
import { threadId } from './thread-id.ts';
import { waitRow, waitRows, type ThreadTable } from './thread-table.ts';
import { beat, hideWait, showWait } from './waits.ts';
import { callWhileBlocked } from './while-blocked.ts';

/** A wait is a long one after so much time, in milliseconds. */
const LONG = 1000;

/** What a thread waits for while it is blocked. */
export interface Blocking {
  readonly subject: Subject;
  /** It has no time limit. */
  readonly untimed: boolean;
  /** Its ordering id, if it has one. */
  readonly order?: () => string;
  /** Where its holders are looked for. */
  readonly table?: ThreadTable;
}

/**
 * A blocking wait of the calling thread that has outlasted a slice: from now on others can
 * see it, and it looks for circles.
 */
export class BlockedWait {
  readonly #blocking: Blocking;
  /** The thread's rows, once others can see it. */
  #rows: readonly Int32Array[] | undefined;
  #search: CircleSearch | undefined;
  /** When it began; `Infinity`: not known yet, or it has been told that it is a long one. */
  #since = Infinity;

  /** @param blocking what it waits for */
  constructor(blocking: Blocking) {
    this.#blocking = blocking;
  }

  /**
   * The thread has looked, and these threads are who it waits for: the circle that it is in,
   * if it is certain and this thread is the one to give up.
   */
  look(holders: readonly number[] = []): readonly CircleStep[] | undefined {
    if (this.#rows === undefined) this.#rows = this.#show(holders);
    else for (const row of this.#rows) beat(row, holders);
    callWhileBlocked();
    this.#tellIfLong();
    return this.#search?.find();
  }

  /** The wait is over. */
  end(): void {
    for (const row of this.#rows ?? []) hideWait(row);
  }

  #show(holders: readonly number[]): readonly Int32Array[] {
    const rows = waitRows();
    if (rows.length === 0) return rows;
    this.#since = performance.now() - SLICE;
    const { subject, untimed, order, table } = this.#blocking;
    const since = Math.floor((Date.now() - SLICE) / 1000);
    const wait = { label: subject.label, order: order?.() ?? '', untimed, since, holders, taken: takenHere() };
    for (const row of rows) showWait(row, wait);
    // A circle with a time limit in it resolves itself.
    if (untimed && table) this.#search = new CircleSearch(threadId(), (id) => waitRow(id, table));
    return rows;
  }

  #tellIfLong(): void {
    const milliseconds = performance.now() - this.#since;
    if (milliseconds < LONG) return;
    this.#since = Infinity;
    const waitsFor = this.#blocking.subject.label;
    report('long-wait', () => ({ waitsFor, thread: threadId(), milliseconds }));
    warnOfBlockedServer(waitsFor);
  }
}

/** Calls `wait`, whose waiting others can see once it shows it; returns what it returns. */
export function blocked<T>(blocking: Blocking, wait: (shown: BlockedWait) => T): T {
  const shown = new BlockedWait(blocking);
  try {
    return wait(shown);
  } finally {
    shown.end();
  }
}
