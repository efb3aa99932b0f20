import { RWLock } from '@sync/lock';
import { moduleUrl } from '@sync/testing';
import type { LockSpec, SubjectSpec } from '@sync/testing';
import { DRAINED, KEEPER, USED, USED_WORDS, WRITER } from './rw-words.ts';
import { expect } from 'vitest';

const module = moduleUrl(import.meta.url, '@sync/lock');

/** Words that keep what was in them: the mark of the class; numbers of holds; POLICY; the ordering id; DRAINED, KEEPER, USED. */
const KEPT = [0, 2, 4, 5, 6, 7, DRAINED, KEEPER, ...Array.from({ length: USED_WORDS }, (_, at) => USED + at)];

const common: Omit<SubjectSpec, 'how'> = {
  byteLength: RWLock.byteLength,
  byteOffset: 'own',
  make: (options) => new RWLock(options),
  atRest: (words) => {
    const left = [...words.entries()].filter(([slot, word]) => word !== 0 && !KEPT.includes(slot));
    expect(left, 'words that are not at rest').toEqual([]);
  },
};

/** The whole lock, in memory of its own. */
export const rwSpec: SubjectSpec = { ...common, how: { module, export: 'RWLock' } };

/** The side of those that write. */
export const writerSpec: LockSpec = {
  ...common,
  how: { module, export: 'RWLock', member: 'writer' },
  reentrant: false,
};

/** The side of those that read, whom writers keep waiting. */
export const readerSpec: LockSpec = {
  ...common,
  how: { module, export: 'RWLock', member: 'reader', opponent: 'writer' },
  reentrant: true,
  exclusive: false,
};

/** The writers' side, which readers keep waiting. */
export const drainSpec: LockSpec = {
  ...writerSpec,
  how: { module, export: 'RWLock', member: 'writer', opponent: 'reader' },
  // Somebody owns the mutex, and has not begun to write.
  waiting: (words) => Atomics.load(words, 1) >>> 4 !== 0 && Atomics.load(words, WRITER) === 0,
};
