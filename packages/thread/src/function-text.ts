/** Functions that travel as their text. */
import { evaluate, importIt } from './host.ts';

/** What tools put into functions, and expect around them. */
const INSTRUMENTED = /\b(cov_[\w$]+|__cov_[\w$]+|stryMutAct_\w+|stryCov_\w+|stryNS_\w+)\b/g;

/**
 * Makes a function of its source. What tools add to functions (names that esbuild and tsx
 * keep, the counters of coverage tools) is there, and does nothing; what vitest writes for
 * `import()` imports.
 *
 * @throws SyntaxError it is no function's source
 */
export function functionOf(text: string): (...args: unknown[]) => unknown {
  const counters = [...new Set(text.match(INSTRUMENTED) ?? [])];
  const make = tried(
    ['__name', '__publicField', '__vite_ssr_dynamic_import__', ...counters],
    [text, `({ ${text} })[Object.keys({ ${text} })[0]]`],
  );
  return make(keepName, defineField, importIt, ...counters.map((name) => (name.startsWith('stryMutAct') ? isNoMutant : absorb()))) as (...args: unknown[]) => unknown;
}

/** Tries one way to write it after the other: a function, or a method's shorthand. */
function tried(names: readonly string[], ways: readonly string[]): (...values: unknown[]) => unknown {
  let failed: unknown;
  for (const way of ways) {
    try {
      return evaluate(`'use strict'; (${names.join(', ')}) => (${way})`) as (...values: unknown[]) => unknown;
    } catch (error) {
      failed ??= error;
    }
  }
  throw failed;
}

function keepName<T extends object>(target: T, value: string): T {
  return Object.defineProperty(target, 'name', { value, configurable: true });
}

function defineField<T>(object: object, key: PropertyKey, value: T): T {
  Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
  return value;
}

/** Of a tool that makes mistakes on purpose: whether one of them is to be made. */
function isNoMutant(): boolean {
  return false;
}

/** Something that can be called, read and counted up, however deep, to no effect. */
function absorb(): unknown {
  const values = new Map<PropertyKey, unknown>();
  return new Proxy(() => undefined, {
    apply: () => absorb(),
    get(_, key) {
      if (key === Symbol.toPrimitive) return () => 0;
      if (!values.has(key)) values.set(key, absorb());
      return values.get(key);
    },
    set: (_, key, value) => {
      values.set(key, value);
      return true;
    },
  });
}

/** What a function misses that was around it before it travelled; undefined: the error says no such thing. */
export function missingVariable(error: unknown): string | undefined {
  if (!(error instanceof ReferenceError)) return undefined;
  return /^(?:Can't find variable: )?([\w$]+)(?: is not defined)?$/.exec(error.message)?.[1];
}
