import { perThread } from '@sync/atomics/internal';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

declare const __SYNC_VERSION__: string | undefined;

/** Another copy of this package, of another version, may have others. */
const SLOT = `codec ${typeof __SYNC_VERSION__ === 'undefined' ? 'source' : __SYNC_VERSION__}`;

/** What a thread keeps from one call to the next. Who uses one, takes it out: a call within the call makes its own. */
interface Spare {
  writer: Writer | undefined;
  reader: Reader | undefined;
}

/** The thread's. */
export function spare(): Spare {
  return perThread(SLOT, make);
}

function make(): Spare {
  return { writer: undefined, reader: undefined };
}
