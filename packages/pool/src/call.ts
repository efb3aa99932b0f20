import type { Form } from './form.ts';

/** What a task is called with, as it travels. */
export interface Call {
  /** The name of a task; or, of a function that travels as its text, its name. */
  readonly name: string;
  /** The function's text. */
  readonly text: string | undefined;
  readonly args: unknown[];
  /** Values of the submitter's async context, by the names that the pool has for them. */
  readonly context: Readonly<Record<string, unknown>> | undefined;
  /** How the function is called, if not once with these arguments. */
  readonly form?: Form | undefined;
}

/** Of a call that is more than a name and arguments. */
interface Head {
  readonly name: string;
  readonly text?: string;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly form?: Form;
}

/** A list: what is called, and its arguments. It is the arguments' own. */
export function packed({ name, text, args, context, form }: Call): unknown[] {
  if (text === undefined && context === undefined && form === undefined) args.unshift(name);
  else {
    const head: Head = { name, ...(text !== undefined && { text }), ...(context !== undefined && { context }), ...(form !== undefined && { form }) };
    args.unshift(head);
  }
  return args;
}

/** The other end of {@link packed}. The arguments are the list's own. */
export function unpacked(list: unknown[]): Call {
  const args = list as [string | Head, ...unknown[]];
  const first = args.shift() as string | Head;
  if (typeof first === 'string') return { name: first, text: undefined, args, context: undefined };
  return { name: first.name, text: first.text, args, context: first.context, form: first.form };
}
