import type { World } from './world.ts';

/** What the patched platform asks: is a simulated thread running, and which? */
export interface Session {
  /** Whose code is running; undefined: somebody else's, to whom nothing is patched. */
  world: World | undefined;
  /** The real views behind the ones that simulated threads see. */
  readonly views: WeakMap<object, ArrayBufferView>;
  /** The platform is patched for good: the install entry was imported. */
  installed: boolean;
  /** A check is running. */
  busy: boolean;
}

const SESSION: unique symbol = Symbol.for('@sync/model') as never;

/** The same for all copies of this package in a thread, as the patches are. */
export function session(): Session {
  const scope = globalThis as { [SESSION]?: Session | undefined };
  return (scope[SESSION] ??= { world: undefined, views: new WeakMap(), installed: false, busy: false });
}
