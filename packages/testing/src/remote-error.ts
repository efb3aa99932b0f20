/** An error on its way between threads: what the structured clone would drop is kept. */
export interface ErrorRecord {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Takes an error apart, with its plain own properties such as `code` and `owner`. */
export function recordError(thrown: unknown): ErrorRecord {
  if (!(thrown instanceof Error)) {
    return { name: 'Thrown', message: String(thrown), stack: undefined, facts: {} };
  }
  const plain = Object.entries(thrown).filter(([, value]) => value === null || !['object', 'function', 'symbol'].includes(typeof value));
  return { name: thrown.name, message: thrown.message, stack: thrown.stack, facts: Object.fromEntries(plain) };
}

/** Puts an error together again: its name, message, stack and facts, not its class. */
export function reviveError(record: ErrorRecord): Error {
  const error = new Error(record.message);
  error.name = record.name;
  if (record.stack !== undefined) error.stack = record.stack;
  return Object.assign(error, record.facts);
}
