import { afterAll, afterEach, describe } from 'vitest';
import { closeSubjects, endThreads } from '../subject.ts';
import type { AbandonedSpec } from './abandonable.ts';
import { deadHoldContract } from './dead-holds.ts';
import { noticeContract } from './notice.ts';
import { recoverContract } from './recover.ts';
import { takeOverContract } from './take-over.ts';

/**
 * Declares the tests that every lock passes whose holder may die: all who wait for it learn of
 * that, all who come, too, and one that recovers it has it as if it were new.
 */
export function abandonedContract(name: string, spec: AbandonedSpec): void {
  describe(`${name}: the contract of a lock whose holder dies`, () => {
    afterEach(closeSubjects);
    afterAll(endThreads);
    describe('all hear of it', () => {
      noticeContract(spec);
    });
    describe('recover', () => {
      recoverContract(spec);
    });
    describe('the hold of the one that died', () => {
      deadHoldContract(spec);
    });
    describe("onAbandoned: 'recover'", () => {
      takeOverContract(spec);
    });
  });
}
