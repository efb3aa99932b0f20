import { isDeepStrictEqual } from 'node:util';

/** The same handle as a later version of the package would make it. */
export function laterVersion(handle: unknown): unknown {
  const raised = (value: unknown): unknown => {
    if (value === null || typeof value !== 'object' || value instanceof SharedArrayBuffer || ArrayBuffer.isView(value)) return value;
    const fields = Object.entries(value).map(([key, field]) => [key, key === 'protocol' ? Number(field) + 1 : raised(field)] as const);
    return Object.fromEntries(fields);
  };
  const cloned = structuredClone(handle);
  const later = raised(cloned);
  if (isDeepStrictEqual(later, cloned)) throw new Error('the handle carries no protocol number');
  return later;
}
