import { ThreadLocal } from '@sync/thread-local';
import { moduleUrl } from '@sync/testing';
import type { SubjectSpec } from '@sync/testing';

/** How another thread imports the package. */
export const MODULE: string = moduleUrl(import.meta.url, '@sync/thread-local');

/** What another thread finds there. */
export type Module = typeof import('@sync/thread-local');

/** How a test reaches a variable without an `init`; its words say nothing of values. */
export const spec: SubjectSpec = {
  how: { module: MODULE, export: 'ThreadLocal' },
  byteLength: ThreadLocal.byteLength,
  byteOffset: 'own',
  make: (options) => new ThreadLocal<unknown>(options),
  atRest: () => undefined,
};

/** The same of one that was made with an `init`. */
export function withInit(init: () => unknown): SubjectSpec {
  return { ...spec, make: (options) => new ThreadLocal<unknown>({ ...options, init }) };
}
