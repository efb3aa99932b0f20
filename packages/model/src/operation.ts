/** What a thread can do to memory, or ask of the platform, that others may notice. */
export type OperationKind =
  | 'load'
  | 'store'
  | 'add'
  | 'sub'
  | 'and'
  | 'or'
  | 'xor'
  | 'exchange'
  | 'compareExchange'
  | 'wait'
  | 'waitAsync'
  | 'notify'
  | 'read'
  | 'write'
  /** Looks whether a thread was killed, as if a kill wrote a word of that thread. */
  | 'isGone'
  /** Reads the clock: no other thread notices, so it is answered at once. */
  | 'now';

/**
 * One step that a thread asks for. Equal ones are one object, whoever asks, so that what
 * it does to an image of the memory is worked out once.
 */
export interface Operation {
  readonly kind: OperationKind;
  /** Of the typed array, or of the method of a DataView. */
  readonly type: string;
  /** The number of the buffer; negative: of memory that only its thread has. */
  readonly buffer: number;
  /** The bytes that it touches: from `start` up to `end`. */
  readonly start: number;
  readonly end: number;
  /** As the platform takes them, after the index; for `isGone`: the thread. */
  readonly args: readonly (number | bigint)[];
  /** For `wait` and `waitAsync`: milliseconds; for `notify`: how many. */
  readonly limit: number;
  /** Does it, by the platform's own function, to the memory as it is now. */
  readonly perform: () => unknown;
  /** What it does to an image of the memory, by the image's number. */
  readonly effects: Map<number, Effect>;
}

/** What an operation does to an image of the memory. */
export interface Effect {
  readonly image: number;
  readonly result: unknown;
}

/** They ask for the same. */
export function isSame(a: Omit<Operation, 'effects'>, b: Omit<Operation, 'effects'>): boolean {
  if (a.kind !== b.kind || a.start !== b.start || a.buffer !== b.buffer || a.end !== b.end) return false;
  if (a.type !== b.type || a.limit !== b.limit || a.args.length !== b.args.length) return false;
  return a.args.every((arg, at) => Object.is(arg, b.args[at]));
}

/** An access that is not atomic. */
export function isPlain({ kind }: Operation): boolean {
  return kind === 'read' || kind === 'write';
}

/** True if it changes memory, given what it returns. */
export function writes({ kind, args }: Operation, result: unknown): boolean {
  if (kind === 'compareExchange') return result === args[0];
  return kind !== 'load' && kind !== 'read' && kind !== 'wait' && kind !== 'waitAsync' && kind !== 'isGone';
}

/** Both touch one place, one of them by a plain access: in either order, a race if one writes. */
export function mayRace(a: Operation, b: Operation): boolean {
  if (a.kind === 'notify' || b.kind === 'notify' || !(isPlain(a) || isPlain(b))) return false;
  return a.buffer === b.buffer && a.start < b.end && b.start < a.end;
}

/** As in `compareExchange b0[4] 0 -> 1`: the buffer's number, and the byte. */
export function describeOperation({ kind, buffer, start, args, limit }: Omit<Operation, 'effects'>): string {
  if (kind === 'now') return 'look at the clock';
  if (kind === 'isGone') return `look whether T${String(args[0])} is dead`;
  const where = buffer < 0 ? 'own memory' : `b${buffer}[${start}]`;
  const values = args.map(String);
  if (kind === 'compareExchange') return `${kind} ${where} ${values.join(' -> ')}`;
  if (kind === 'notify') return `${kind} ${where} ${limit === Infinity ? 'all' : limit}`;
  const time = limit !== Infinity && kind.startsWith('wait') ? [`${limit} ms`] : [];
  return [kind, where, ...values, ...time].join(' ');
}
