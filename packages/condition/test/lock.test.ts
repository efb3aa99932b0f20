import { lockContract } from '@sync/testing';
import { conditionSpec } from './spec.ts';

// A condition without a lock of somebody else is a re-entrant lock.
lockContract('Condition', conditionSpec);
lockContract('Condition in a buffer', { ...conditionSpec, byteOffset: 4 * 37 });
