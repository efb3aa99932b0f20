import { lockContract } from '@sync/testing';
import { lockSpec } from './spec.ts';

lockContract('Guarded', lockSpec);
