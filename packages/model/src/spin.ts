/**
 * Loops that wait for another thread by looking again and again. Their histories never
 * repeat, so without a cut the search would not end.
 *
 * A round is cut if it did nothing (no access left other memory than it found), the two
 * before it asked for the same operations and got the same answers, from the same places in
 * the source, and it would go on so for a hundred rounds. The thread then counts as one that
 * waits until a round would go otherwise; the coverage says that it happened.
 */
import { writes, type Operation } from './operation.ts';
import type { Node } from './node.ts';

/** Steps of a round that are looked for. */
const LONGEST_ROUND = 24;

/** Rounds that are the same before the next one is cut. */
const ROUNDS = 3;

/** What was asked in a round, and what was answered. */
export interface Round {
  readonly operation: Operation;
  readonly answer: unknown;
}

/** The round that ends at this node; empty: it is in no such loop. */
export function findRound(node: Node): readonly Round[] {
  if (node.step?.operation === undefined) return [];
  const path: Node[] = [];
  for (let at: Node | undefined = node; at !== undefined && path.length <= ROUNDS * LONGEST_ROUND; at = at.parent) {
    path.push(at);
  }
  for (let length = 1; ROUNDS * length < path.length; length++) {
    // Nearly always the first look is enough.
    if (path[length]?.step?.operation === node.step.operation && isRepeated(path, length)) return roundOf(path, length);
  }
  return [];
}

/** In the order in which they come now. */
function roundOf(path: readonly Node[], length: number): Round[] {
  return path
    .slice(1, length + 1)
    .map(({ step }, at) => ({ operation: step?.operation as Operation, answer: path[at]?.entry }))
    .reverse();
}

/** `path` goes backwards: is what comes now what came `length` steps ago, for some rounds? */
function isRepeated(path: readonly Node[], length: number): boolean {
  // A sleep is cut where it would time out again, not before it: others may wake it.
  const sleeps = path.slice(0, length).some(({ step }) => step?.operation !== undefined && maySleep(step.operation));
  if (sleeps && path[0]?.step?.operation?.kind !== 'wait') return false;
  for (let at = 0; at < (ROUNDS - 1) * length; at++) {
    const [late, early] = [path[at], path[at + length]] as [Node, Node];
    if (late.step?.operation !== early.step?.operation) return false;
  }
  for (let at = 0; at < (ROUNDS - 1) * length; at++) {
    const [late, early] = [path[at], path[at + length]] as [Node, Node];
    const asked = path[at + 1]?.step?.operation;
    // What is delivered to an event loop is never the same twice.
    if (asked === undefined) return false;
    if (asked.kind !== 'now' && (!Object.is(late.entry, early.entry) || hasEffect(asked, late.entry))) return false;
  }
  const places = path.slice(0, 2 * length).map(({ step }) => step?.site?.stack);
  return places.slice(length).every((place, at) => place === places[at]);
}

/** It sleeps, if the word is what it expects. */
function maySleep({ kind, limit }: Operation): boolean {
  return kind === 'wait' && limit > 0;
}

function hasEffect(operation: Operation, answer: unknown): boolean {
  const { kind, args } = operation;
  // Bigints are treated as numbers are.
  const [before, arg] = [answer as number, args[0] as number];
  if (kind === 'wait') return answer === 'ok';
  if (kind === 'waitAsync') return answer === 'async';
  if (kind === 'notify') return before !== 0;
  if (kind === 'exchange') return before !== arg;
  if (kind === 'or') return (before | arg) !== before;
  if (kind === 'and') return (before & arg) !== before;
  if (kind === 'add' || kind === 'sub' || kind === 'xor') return arg != 0;
  return writes(operation, answer);
}
