import {
  NotOwnerError,
  SLOT_STATE,
  hasWaiters,
  load,
  ownerOf,
  selfCircular,
  threadName,
  type DeadlockError,
} from '@sync/atomics/internal';
import type { Seat } from './rw-lock-seat.ts';

/** A call that is for one who holds a side, by a thread that does not. */
export function notHolding(seat: Seat, label: string, call: string, how: 'read' | 'write'): NotOwnerError {
  const { writer } = seat;
  const who = writer === 0 ? '' : `, and ${nameOf(seat, writer)} writes`;
  return new NotOwnerError(
    `${label}: ${call}() by ${nameOf(seat, seat.me)}, which does not ${how}${who}. Acquire it first; only the holder may release.`,
    { owner: writer },
  );
}

/** The calling thread would wait for a hold of its own. */
export function selfDeadlock(
  seat: Seat,
  label: string,
  call: string,
  held: 'reads' | 'writes',
  cure: string,
): DeadlockError {
  const who = `${label}: ${call}() by ${nameOf(seat, seat.me)}, which ${held} already`;
  return selfCircular({ label }, seat.place.table, `${who}, and would wait for itself; ${cure}, or pass { timeout }`);
}

/** Who reads, who writes, and does somebody wait? */
export function describeLock(seat: Seat): string {
  const readers = namesOf(seat, seat.reading.slots.threads);
  const writers = namesOf(seat, writersOf(seat));
  const facts = [];
  if (readers !== '') facts.push(`read by ${readers}`);
  if (writers !== '') facts.push(`${seat.isAbandoned ? 'abandoned' : 'written'} by ${writers}`);
  return `${seat.label}[${withWaiters(seat, facts)}]`;
}

/** Who holds one side, and does somebody wait? */
export function describeSide(seat: Seat, label: string, holders: readonly number[]): string {
  if (seat.isAbandoned) return `${label}[abandoned by ${namesOf(seat, writersOf(seat))}]`;
  const names = namesOf(seat, holders);
  return `${label}[${withWaiters(seat, names === '' ? [] : [`held by ${names}`])}]`;
}

/** Who writes: one, or nobody. */
export function writersOf({ writer }: Seat): number[] {
  return writer === 0 ? [] : [writer];
}

function withWaiters(seat: Seat, facts: readonly string[]): string {
  const word = load(seat.place.words, SLOT_STATE);
  const waits = hasWaiters(word) || (ownerOf(word) !== 0 && seat.writer === 0);
  const all = facts.length === 0 ? ['free'] : facts;
  return (waits ? [...all, 'others waiting'] : all).join(', ');
}

function namesOf(seat: Seat, ids: readonly number[]): string {
  return ids.map((id) => nameOf(seat, id)).join(', ');
}

function nameOf({ place }: Seat, id: number): string {
  return threadName(id, place.table);
}
