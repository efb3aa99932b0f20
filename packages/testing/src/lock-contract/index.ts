import { afterAll, afterEach, describe } from 'vitest';
import { closeSubjects, endThreads } from '../subject.ts';
import { abortContract } from './aborts.ts';
import { asyncContract } from './asynchronous.ts';
import { basicContract } from './basic.ts';
import { exclusionContract } from './exclusion.ts';
import { guardContract } from './guards.ts';
import type { LockSpec } from './lock-like.ts';
import { ownershipContract } from './ownership.ts';
import { reacquireContract } from './reacquire.ts';
import { threadsContract } from './threads.ts';
import { timeoutContract } from './timeouts.ts';

/**
 * Declares the tests that every lock passes: sync and async, if it has async calls, one thread and several.
 * After each test its words are at rest, and the bytes around them untouched.
 */
export function lockContract(name: string, spec: LockSpec): void {
  describe(`${name}: the contract of a lock`, () => {
    afterEach(closeSubjects);
    afterAll(endThreads);
    describe('in one thread', () => {
      basicContract(spec);
      reacquireContract(spec);
    });
    describe('guards', () => {
      guardContract(spec);
    });
    describe('between threads', () => {
      threadsContract(spec);
      ownershipContract(spec);
      if (spec.exclusive !== false) exclusionContract(spec);
    });
    describe('time limits', () => {
      timeoutContract(spec);
    });
    if (spec.awaits !== false) {
      describe('awaited', () => {
        asyncContract(spec);
        abortContract(spec);
      });
    }
  });
}
