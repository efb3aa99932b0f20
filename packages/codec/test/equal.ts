/**
 * True for two values that no program could tell apart, but for their identity: -0 and NaN, holes, prototypes, properties that are
 * not enumerable, the buffers beneath views, and which objects inside are one and the same.
 */
export function isSame(left: unknown, right: unknown): boolean {
  return difference(left, right) === undefined;
}

/** Where two values differ, as a path; undefined: nowhere. */
export function difference(left: unknown, right: unknown): string | undefined {
  const there = new Map<object, object>();
  const back = new Map<object, object>();

  const compare = (one: any, other: any, at: string): string | undefined => {
    if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null) {
      return Object.is(one, other) ? undefined : at;
    }
    if (there.has(one) || back.has(other)) return there.get(one) === other && back.get(other) === one ? undefined : `${at} (identity)`;
    there.set(one, other);
    back.set(other, one);
    if (Object.getPrototypeOf(one) !== Object.getPrototypeOf(other)) return `${at} (prototype)`;
    return inside(one, other, at) ?? properties(one, other, at);
  };

  const inside = (one: any, other: any, at: string): string | undefined => {
    if (one instanceof Map || one instanceof Set) {
      const [some, others] = [[...one], [...other]];
      return some.length === others.length
        ? first(some, (item, index) => compareAll([item].flat(0), [others[index]].flat(0), `${at}{${index}}`, one instanceof Map))
        : `${at} (size)`;
    }
    if (one instanceof Date) return Object.is(one.getTime(), other.getTime()) ? undefined : at;
    if (one instanceof RegExp) return String(one) === String(other) && one.lastIndex === other.lastIndex ? undefined : at;
    if (one instanceof Boolean || one instanceof Number || one instanceof String || one instanceof BigInt) {
      return Object.is(one.valueOf(), other.valueOf()) ? undefined : at;
    }
    if (one instanceof ArrayBuffer) {
      const [some, others] = [new Uint8Array(one), new Uint8Array(other)];
      const alike = (one as any).resizable === other.resizable && (one as any).maxByteLength === other.maxByteLength;
      return alike && some.length === others.length && some.every((byte, index) => byte === others[index]) ? undefined : at;
    }
    if (ArrayBuffer.isView(one)) {
      if (one.byteOffset !== other.byteOffset || one.byteLength !== other.byteLength) return `${at} (extent)`;
      return compare(one.buffer, other.buffer, `${at}.buffer`);
    }
    return undefined;
  };

  const compareAll = (some: any[], others: any[], at: string, entries: boolean): string | undefined =>
    entries
      ? (compare(some[0][0], others[0][0], `${at}.key`) ?? compare(some[0][1], others[0][1], `${at}.value`))
      : compare(some[0], others[0], at);

  const properties = (one: any, other: any, at: string): string | undefined => {
    if (ArrayBuffer.isView(one) || one instanceof String) return undefined;
    const [some, others] = [Object.getOwnPropertyNames(one), Object.getOwnPropertyNames(other)];
    if (some.length !== others.length || some.some((key, index) => key !== others[index])) return `${at} (keys)`;
    return first(some, (key) => {
      const [here, there] = [Object.getOwnPropertyDescriptor(one, key)!, Object.getOwnPropertyDescriptor(other, key)!];
      if (here.enumerable !== there.enumerable || here.writable !== there.writable) return `${at}.${key} (attributes)`;
      return compare(one[key], other[key], `${at}.${key}`);
    });
  };

  return compare(left, right, 'value');
}

function first<T>(items: readonly T[], find: (item: T, index: number) => string | undefined): string | undefined {
  for (const [index, item] of items.entries()) {
    const found = find(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
}
