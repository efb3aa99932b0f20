import type { Operation } from './operation.ts';
import { KILLED } from './scenario.ts';
import type { Round } from './spin.ts';

/** A pending timer of a thread, and when it is due by the virtual clock. */
export interface PendingTimer {
  readonly number: number;
  readonly due: number;
}

/** What a thread does next, after one history of answers. */
export interface Step {
  /** It asks for this; undefined: it awaits, or has ended. */
  readonly operation: Operation | undefined;
  /** Where in the source it asks; formatted only when it is looked at. */
  readonly site: Error | undefined;
  /** What its function returned. */
  readonly returned: { readonly value: unknown } | undefined;
  /** What its function threw. */
  readonly thrown: { readonly error: unknown } | undefined;
  /** Earliest first. */
  readonly timers: readonly PendingTimer[];
  /** Numbers of the signals that may still abort. */
  readonly signals: readonly number[];
}

/** A step. All have one shape: the search looks at them all the time. */
export function stepOf({ operation, site, returned, thrown, timers = [], signals = [] }: Partial<Step>): Step {
  return { operation, site, returned, thrown, timers, signals };
}

/**
 * A local state of a thread: what it was told so far. The automaton of a thread is a tree
 * of them, learned by running its code, each node once; all global states share it.
 */
export class Node {
  /** Its number: what states hold. */
  readonly id: number;
  /** The history before. */
  readonly parent: Node | undefined;
  /** Where its automaton begins. */
  readonly root: Node;
  /** What distinguishes it from its siblings: the answer to its parent's operation, or what was delivered. */
  readonly entry: unknown;
  /** Answers and deliveries until here. */
  readonly depth: number;
  /** How many `waitAsync` calls wait or have waited. */
  readonly waits: number;
  /** By entry. */
  readonly children: Map<unknown, Node> = new Map<unknown, Node>();
  /** Undefined: not learned yet. */
  step: Step | undefined;
  /** What the search has to look at: `marks.ts`. */
  marks = 0;
  /** If it goes round in a loop without an effect: the last round. */
  round: readonly Round[] = [];
  /** That loop has no end; undefined: nobody has asked yet. */
  endless: boolean | undefined;

  /** @param step what is known of it */
  constructor(id: number, parent: Node | undefined, entry: unknown, step: Step | undefined) {
    this.id = id;
    this.parent = parent;
    this.root = parent?.root ?? this;
    this.entry = entry;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
    this.waits = (parent?.waits ?? 0) + (entry === 'async' ? 1 : 0);
    this.step = step;
  }
}

const MINUS_ZERO = Symbol('-0');

/** All nodes of a check, by number. */
export class Nodes {
  /** By number; the first one stands for a thread that was killed. */
  readonly all: Node[] = [];
  /** A thread that was killed. */
  readonly dead: Node = this.#make(undefined, undefined, stepOf({ returned: { value: KILLED } }));

  /** Where a thread begins. */
  root(): Node {
    return this.#make(undefined, undefined);
  }

  /** The node after an answer or a delivery. */
  child(parent: Node, entry: unknown): Node {
    // A map takes -0 for 0.
    const key = Object.is(entry, -0) ? MINUS_ZERO : entry;
    let node = parent.children.get(key);
    if (node === undefined) {
      node = this.#make(parent, entry);
      parent.children.set(key, node);
    }
    return node;
  }

  #make(parent: Node | undefined, entry: unknown, step?: Step): Node {
    const node = new Node(this.all.length, parent, entry, step);
    this.all.push(node);
    return node;
  }
}

/** The nodes from the first answer to this one. */
export function pathTo(node: Node): Node[] {
  const path: Node[] = [];
  for (let at = node; at.parent !== undefined; at = at.parent) path.push(at);
  return path.reverse();
}
