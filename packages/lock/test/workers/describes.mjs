// Tells what all threads do. It has made nothing of its own.
import { describeThreads } from '@sync/atomics';
import '@sync/lock';
import { task } from '@sync/testing/worker';

task(() => describeThreads({ print: false }).threads);
