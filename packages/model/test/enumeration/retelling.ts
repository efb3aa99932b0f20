/** Plays the story that a failure of the checker tells, on the enumeration's own machine. */
import type { Machine, Move } from './machine.ts';

/** Makes the moves of a message's table; throws if one of them is not possible then. */
export function retell(message: string, machine: Machine): void {
  const table = message.split('\n\n')[1]!.split('\n').filter((line) => line.trim() !== '');
  // A story of no steps has no heading either.
  const columns = [...table[0]!.matchAll(/T\d+/g)].map(({ index }) => index);
  for (const line of table.slice(1)) {
    const thread = columns.findIndex((from) => line[from] !== ' ' && line[from] !== undefined);
    const text = line.slice(columns[thread]);
    const move = machine.moves().find((candidate) => candidate.thread === thread && tells(text, candidate));
    if (move === undefined) throw new Error(`the enumeration cannot do this: ${line}`);
    machine.make(move);
  }
}

function tells(text: string, move: Move): boolean {
  if (text.startsWith('† is killed')) return move.what === 'kill';
  if (text.startsWith('its time is up')) return move.what === 'time-out';
  if (move.what !== 'run') return false;
  const [, woken] = /, wakes (T\d+(?:, T\d+)*)/.exec(text) ?? [];
  return move.woken === undefined || wokenIn(woken) === move.woken.map((thread) => `T${thread}`).join(', ');
}

function wokenIn(names: string | undefined): string {
  return names ?? '';
}
