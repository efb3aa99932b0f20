import { lockContract } from '@sync/testing';
import { readerSpec, writerSpec } from './rw-specs.ts';

lockContract('writer of an RWLock', writerSpec);
lockContract('writer of an RWLock in a buffer', { ...writerSpec, byteOffset: 4 * 37 });
lockContract('reader of an RWLock', readerSpec);
lockContract('reader of an RWLock in a buffer', { ...readerSpec, byteOffset: 4 * 37 });
