/**
 * A copy of plain objects, arrays, maps and sets, all the way down, with some of the
 * objects in them replaced. All else is passed on as it is. What is met twice, cycles
 * included, is copied once.
 *
 * @param replace the object's replacement, or undefined to copy or pass on
 */
export function walk(value: unknown, replace: (found: object) => unknown): unknown {
  const done = new Map<object, unknown>();

  const visit = (found: unknown): unknown => {
    if (typeof found !== 'object' || found === null) return found;
    if (done.has(found)) return done.get(found);
    const replacement = replace(found);
    if (replacement !== undefined) return keep(found, replacement);
    if (Array.isArray(found)) return fill(found, keep(found, new Array(found.length)) as object);
    if (found instanceof Map) {
      const copy = keep(found, new Map()) as Map<unknown, unknown>;
      for (const [key, item] of found) copy.set(visit(key), visit(item));
      return copy;
    }
    if (found instanceof Set) {
      const copy = keep(found, new Set()) as Set<unknown>;
      for (const item of found) copy.add(visit(item));
      return copy;
    }
    return isPlain(found) ? fill(found, keep(found, {}) as object) : found;
  };

  const keep = (found: object, copy: unknown): unknown => {
    done.set(found, copy);
    return copy;
  };

  const fill = (found: object, copy: object): object => {
    for (const [key, item] of Object.entries(found)) {
      // Not an assignment: a key may be called __proto__.
      Object.defineProperty(copy, key, {
        value: visit(item),
        configurable: true,
        enumerable: true,
        writable: true,
      });
    }
    return copy;
  };

  return visit(value);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
