// Random calls on both sides of an RWLock, until the thread is ended.
import { RWLock } from '@sync/lock';
import { mortal, randomCalls } from '@sync/testing/worker';
import { Account } from './account.mjs';
import { mending } from './mending.mjs';
import { sections } from './sections.mjs';

mortal((thread) => {
  const { data, mode, numbers, step } = thread;
  const rw = RWLock.from(data.handle);
  const { reader, writer } = rw;
  const account = new Account(data.words);
  const { section, scoped, busy } = sections(account, thread);
  const reads = () => {
    const before = account.read();
    step('reads');
    busy();
    if (account.read() !== before) throw new Error('it was changed while it was read');
  };
  const writing = randomCalls(writer, { numbers, mode, counts: {}, section, scoped });
  const reading = randomCalls(reader, { numbers, mode, counts: {}, section: reads });
  const readsOn = () => {
    section();
    const held = rw.downgrade();
    reads();
    held.release();
  };
  const downgrading = {
    // Another task of this thread may hold it, and cannot go on while the thread blocks.
    sync: () => writer.acquire({ timeout: mode === 'mixed' ? 5 : undefined }) && readsOn(),
    awaited: async () => (await writer.acquireAsync()) && readsOn(),
  };
  const ways = [writing, writing, reading, reading, downgrading];
  const any = (way) => () => ways[numbers.below(ways.length)][way]();
  return mending(writer, account, thread)({ sync: any('sync'), awaited: any('awaited') });
});
