import { SyncError } from '@sync/atomics/internal';
import { BUILT_IN } from './error-classes.ts';

/** A field of an error; to read it may throw. */
interface Field {
  readonly key: string;
  readonly enumerable: boolean;
  readonly value: () => unknown;
}

/** What travels of an error. */
interface Description {
  /** The nearest class that every thread has: its name, or the code of one of ours. */
  readonly base: string;
  /** The name of its own class; of a DOMException, which has but one class, its own. */
  readonly name: string;
  /** Its message, where that is the usual one: a text, and not enumerable. */
  readonly message: string | undefined;
  readonly fields: readonly Field[];
}

/** What is there, though it is not enumerable. */
const HIDDEN = ['message', 'stack', 'cause', 'errors', 'name'] as const;

/** Tells what travels of an error. Never throws. */
export function describeError(error: Error): Description {
  const base = attempt(() => baseOf(error)) ?? 'Error';
  const own = attempt(() => Object.keys(error)) ?? [];
  const message = own.includes('message') ? undefined : text(() => messageOf(error));
  if (base === 'DOMException') {
    const keys = ['stack', ...(Object.hasOwn(error, 'cause') ? ['cause'] : []), ...own];
    return { base, name: text(() => error.name) ?? '', message, fields: keys.map((key) => field(error, key, own)) };
  }
  const hidden = HIDDEN.filter((key) => !own.includes(key) && attempt(() => isTold(error, key, message)) === true);
  const fields = [...hidden, ...own].map((key) => field(error, key, own));
  const title = text(() => titleOf(error, base));
  if (title !== undefined && !fields.some(({ key }) => key === 'name')) {
    fields.push({ key: 'name', enumerable: false, value: () => title });
  }
  return { base, name: text(() => error.constructor.name) ?? '', message, fields };
}

function baseOf(error: Error): string {
  if (error instanceof SyncError) return error.code.startsWith('SYNC_') ? error.code : SyncError.code;
  if (typeof DOMException === 'function' && error instanceof DOMException) return 'DOMException';
  const built = BUILT_IN.find((type) => error instanceof type)?.name;
  // Of another realm, the classes are others, but not the names.
  return built ?? BUILT_IN.find(({ name }) => name === error.constructor.name)?.name ?? 'Error';
}

/** A class may have one message for all its errors; the language's own have an empty one. */
function messageOf(error: Error): unknown {
  return Object.hasOwn(error, 'message') ? error.message : error.message || undefined;
}

/** Of what is not enumerable, and not told as the message: own, or inherited but not the default. */
function isTold(error: Error, key: (typeof HIDDEN)[number], message: string | undefined): boolean {
  if (key === 'message') return message === undefined && Object.hasOwn(error, key);
  // In some browsers the stack is an accessor of the class.
  return Object.hasOwn(error, key) || (key === 'stack' && typeof error.stack === 'string');
}

/** What it is called, where its class is not to be had: the name that it goes by, or else its class's. */
function titleOf(error: Error, base: string): string | undefined {
  const { name, constructor } = error;
  if (name !== 'Error' && name !== base) return name;
  return constructor.name === base || constructor.name === '' ? undefined : constructor.name;
}

function field(error: Error, key: string, own: readonly string[]): Field {
  return { key, enumerable: own.includes(key), value: () => (error as unknown as Record<string, unknown>)[key] };
}

function text(read: () => unknown): string | undefined {
  const value = attempt(read);
  return typeof value === 'string' ? value : undefined;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
