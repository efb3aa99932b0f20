import type { ContextSource } from './pool-options.ts';

/** Async contexts whose values go with a pool's tasks, by their names. */
export class Contexts {
  readonly #sources: readonly (readonly [string, ContextSource])[];

  /** @param sources undefined: none */
  constructor(sources: Readonly<Record<string, ContextSource>> | undefined) {
    this.#sources = Object.entries(sources ?? {});
  }

  /** The values that they have here; undefined: none has one. */
  capture(): Readonly<Record<string, unknown>> | undefined {
    let values: Record<string, unknown> | undefined;
    for (const [name, source] of this.#sources) {
      const value = source.getStore();
      if (value !== undefined) (values ??= {})[name] = value;
    }
    return values;
  }
}
