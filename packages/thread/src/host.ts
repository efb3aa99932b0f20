/**
 * What a script does for the one that it runs, and that cannot do it itself: see `bootstrap-node.ts`.
 */
export interface Host {
  /** Where it is. */
  readonly url: string;
  /** Imports a module. */
  importModule(url: string): Promise<Readonly<Record<string, unknown>>>;
  /** The value of a text in which modules may be imported. */
  evaluate(text: string): unknown;
  /** What the engine has compiled; undefined: it was given that. */
  readonly compiled: (() => Uint8Array) | undefined;
}

declare const bootstrapHost: Host | undefined;

/** In such a script; undefined: this is a module. */
export function host(): Host | undefined {
  return typeof bootstrapHost === 'undefined' ? undefined : bootstrapHost;
}

/** Where this is. */
export function ownUrl(): string {
  return host()?.url ?? import.meta.url;
}

/** Imports a module. */
export function importIt(url: string): Promise<Readonly<Record<string, unknown>>> {
  return host()?.importModule(url) ?? (import(/* @vite-ignore */ /* webpackIgnore: true */ url) as ReturnType<Host['importModule']>);
}

/** The value of a text in which modules may be imported. */
export function evaluate(text: string): unknown {
  const given = host();
  // Not `new Function`: an `import()` in the text is resolved as one here.
  return given === undefined ? (0, eval)(text) : given.evaluate(text);
}
