/** How another thread reaches a primitive: what it imports, and what it takes from it. */
export interface Attachment {
  /** URL of the module, see `moduleUrl`. */
  readonly module: string;
  /** The class's export; its `from(handle)` attaches. */
  readonly export: string;
  /** The property under test, as `reader` of an RWLock; the whole object without it. */
  readonly member?: string;
  /** The property that keeps the one under test waiting, as `writer`; the same without it. */
  readonly opponent?: string;
}

/** A primitive in this thread: the part under test, and the part that keeps it waiting. */
export interface Attached<L> {
  readonly whole: unknown;
  readonly lock: L;
  readonly opponent: L;
}

interface Attachable {
  from(handle: unknown): unknown;
}

/** Splits a primitive into the part under test and its opponent. */
export function split<L>(whole: unknown, how: Attachment): Attached<L> {
  const part = (name: string | undefined): L =>
    (name === undefined ? whole : (whole as Record<string, unknown>)[name]) as L;
  return { whole, lock: part(how.member), opponent: part(how.opponent ?? how.member) };
}

/** Attaches to what another thread has shared. */
export async function attach<L>(handle: unknown, how: Attachment): Promise<Attached<L>> {
  const loaded = (await import(how.module)) as Record<string, Attachable | undefined>;
  const type = loaded[how.export];
  if (type === undefined) throw new TypeError(`${how.module} exports no ${how.export}`);
  return split(type.from(handle), how);
}
