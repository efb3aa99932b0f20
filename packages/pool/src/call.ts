/** What a task is called with, as it travels. */
export interface Call {
  /** The name of a task; or, of a function that travels as its text, its name. */
  readonly name: string;
  /** The function's text. */
  readonly text: string | undefined;
  readonly args: unknown[];
  /** Values of the submitter's async context, by the names that the pool has for them. */
  readonly context: Readonly<Record<string, unknown>> | undefined;
}

/** Of a call that is more than a name and arguments. */
interface Head {
  readonly name: string;
  readonly text?: string;
  readonly context?: Readonly<Record<string, unknown>>;
}

/** A list: what is called, and its arguments. It is the arguments' own. */
export function packed({ name, text, args, context }: Call): unknown[] {
  if (text === undefined && context === undefined) args.unshift(name);
  else args.unshift({ name, ...(text !== undefined && { text }), ...(context !== undefined && { context }) } satisfies Head);
  return args;
}

/** The other end of {@link packed}. The arguments are the list's own. */
export function unpacked(list: unknown[]): Call {
  const args = list as [string | Head, ...unknown[]];
  const first = args.shift() as string | Head;
  if (typeof first === 'string') return { name: first, text: undefined, args, context: undefined };
  return { name: first.name, text: first.text, args, context: first.context };
}
