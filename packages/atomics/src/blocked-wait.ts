import { warnOfBlockedServer } from './blocked-server.ts';
import { CircleSearch, type CircleStep } from './deadlock.ts';
import { report } from './diagnostics.ts';
import type { Subject } from './input.ts';
import { SLICE } from './slice.ts';
import { takenHere } from './taken.ts';
import { threadId } from './thread-id.ts';
import { waitRow, waitRows, type ThreadTable } from './thread-table.ts';
import { beat, hideWait, isShown, showWait, type Taken } from './waits.ts';
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

/** A row of the thread, and the number of the wait in it. */
interface Shown {
  readonly row: Int32Array;
  readonly wait: number;
}

/**
 * A blocking wait of the calling thread that has outlasted a slice: from now on others can
 * see it, and it looks for circles.
 */
export class BlockedWait {
  readonly #blocking: Blocking;
  /** Where others see it, once they can. */
  #shown: readonly Shown[] | undefined;
  #search: CircleSearch | undefined;
  /** When it began; 0: it has not lasted for a slice yet. */
  #since = 0;
  #isTold = false;

  /** @param blocking what it waits for */
  constructor(blocking: Blocking) {
    this.#blocking = blocking;
  }

  /**
   * The thread has looked, and these threads are who it waits for: the circle that it is in,
   * if it is certain and this thread is the one to give up.
   *
   * @param holders all of them have to let go; none, where anybody can end the wait
   */
  look(holders: readonly number[] = []): readonly CircleStep[] | undefined {
    if (this.#since === 0) this.#begin();
    const search = this.#search;
    const most = search?.mostOf(holders) ?? holders;
    const taken = search?.mostPlaces(takenHere(), holders) ?? takenHere();
    // What is called while a thread is blocked, or run meanwhile, may block, too: then that was shown last.
    if (this.#shown?.every(({ row, wait }) => isShown(row, wait)) !== true) this.#shown = this.#show(most, taken);
    else for (const { row } of this.#shown) beat(row, most, taken);
    callWhileBlocked();
    this.#tellIfLong();
    return search?.find();
  }

  /** The wait is over. */
  end(): void {
    for (const { row } of this.#shown ?? []) hideWait(row);
  }

  #begin(): void {
    this.#since = performance.now() - SLICE;
    const { untimed, table } = this.#blocking;
    // A circle with a time limit in it resolves itself.
    if (untimed && table) this.#search = new CircleSearch(threadId(), (id) => waitRow(id, table));
  }

  #show(holders: readonly number[], taken: Taken): readonly Shown[] {
    const { subject, untimed, order } = this.#blocking;
    const since = Math.floor((Date.now() - (performance.now() - this.#since)) / 1000);
    const wait = { label: subject.label, order: order?.() ?? '', untimed, since, holders, taken };
    return waitRows().map((row) => ({ row, wait: showWait(row, wait) }));
  }

  #tellIfLong(): void {
    const milliseconds = performance.now() - this.#since;
    if (this.#isTold || milliseconds < LONG) return;
    this.#isTold = true;
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
