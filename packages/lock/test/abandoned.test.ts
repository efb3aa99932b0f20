import { abandonedContract } from '@sync/testing';
import { writerSpec } from './rw-specs.ts';
import { lockSpec, rLockSpec, spinLockSpec } from './specs.ts';

abandonedContract('Lock', { ...lockSpec, label: 'Lock(left)' });
abandonedContract('RLock in a buffer', { ...rLockSpec, byteOffset: 4 * 37, label: 'RLock(left)' });
abandonedContract('SpinLock in a buffer', { ...spinLockSpec, byteOffset: 4 * 37, label: 'SpinLock(left)' });
abandonedContract('writer of an RWLock', { ...writerSpec, label: 'RWLock.writer(left)' });
