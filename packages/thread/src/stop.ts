import { decodeError, encodeError } from '@sync/codec';
import {
  CancelledError,
  Deadline,
  add,
  interruptBy,
  load,
  notify,
  perThread,
  spinUntil,
  store,
  swap,
  watchAsync,
  type AbortSignalLike,
  type Subject,
} from '@sync/atomics/internal';
import { SLOT_REASON, SLOT_STOPS } from './control.ts';
import { REASON_BYTES, reasonBytes } from './left.ts';
import { inspect } from './platform.ts';

const BEING_WRITTEN = -1;

/** The platform's `AbortSignal`, where its type is known. */
export type StopSignal = typeof globalThis extends { AbortSignal: { prototype: infer Signal } } ? Signal : AbortSignalLike;

interface Stopping {
  reason: unknown;
  controller: AbortController | undefined;
}

function stopping(): Stopping {
  return perThread('stopping', () => ({ reason: undefined, controller: undefined }));
}

/** Asks a thread to stop. Never blocks. */
export function requestStop(words: Int32Array, reason: unknown): void {
  if (reason !== undefined && load(words, SLOT_REASON) === 0) {
    let bytes = encodeError(reason);
    if (bytes.byteLength > REASON_BYTES) bytes = encodeError(new CancelledError(inspect(reason).slice(0, REASON_BYTES / 16)));
    if (swap(words, SLOT_REASON, 0, BEING_WRITTEN)) {
      reasonBytes(words, bytes.byteLength).set(bytes);
      store(words, SLOT_REASON, bytes.byteLength);
    }
  }
  add(words, SLOT_STOPS, 1);
  notify(words, SLOT_STOPS, Infinity);
}

/** Whether a thread was asked to stop. */
export function isStopRequested(words: Int32Array): boolean {
  return load(words, SLOT_STOPS) !== 0;
}

/** In the thread itself: its blocking waits end when it is asked to stop. */
export function listenForStops(subject: Subject, words: Int32Array): void {
  let answered = 0;
  interruptBy({
    get pending() {
      return load(words, SLOT_STOPS) !== answered;
    },
    take() {
      answered = load(words, SLOT_STOPS);
      return reasonOf(subject, words);
    },
  });
}

/** In the thread itself: true for what its waits throw when it is asked to stop. */
export function isStopReason(error: unknown): boolean {
  return error !== undefined && stopping().reason === error;
}

/** In the thread itself: a signal that is aborted when it is asked to stop. */
export function stopSignal(subject: Subject, words: Int32Array): StopSignal {
  const mine = stopping();
  if (mine.controller === undefined) {
    const controller = (mine.controller = new AbortController());
    const abort = (): void => {
      controller.abort(reasonOf(subject, words));
    };
    // Whoever awaits this signal alone can be woken, so the thread lives on.
    const limits = { deadline: Deadline.never, signal: undefined, unref: false };
    if (isStopRequested(words)) abort();
    else void watchAsync({ subject, words, index: SLOT_STOPS }, (stops) => stops !== 0, limits).then(abort);
  }
  return mine.controller.signal;
}

/** Always the same one, once it has been asked for. */
function reasonOf({ label }: Subject, words: Int32Array): unknown {
  // Whoever writes it has the bytes at hand, but may have died.
  spinUntil(() => load(words, SLOT_REASON) !== BEING_WRITTEN);
  const length = load(words, SLOT_REASON);
  return (stopping().reason ??=
    length > 0 ? decodeError(reasonBytes(words, length).slice()) : new CancelledError(`${label} was asked to stop`));
}
