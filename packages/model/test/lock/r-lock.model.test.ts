import * as locks from '@sync/lock';
import { describe } from 'vitest';
import { prove } from '../../../model-testing/src/index.ts';
import { RE_ENTERING, RE_ENTERING_AMONG } from './r-lock-cases.ts';

describe('RLock, two threads: levels and records are the owner\'s', () => {
  prove(RE_ENTERING, locks);
});

describe('RLock, among other ways to wait', () => {
  prove(RE_ENTERING_AMONG, locks);
});
