// Random calls on both sides of an RWLock, until the thread is ended.
import { RWLock } from '@sync/lock';
import { mortal, randomCalls } from '@sync/testing/worker';
import { Account } from './account.mjs';
import { mending } from './mending.mjs';
import { sections } from './sections.mjs';

mortal((thread) => {
  const { data, mode, numbers, step } = thread;
  const { reader, writer } = RWLock.from(data.handle);
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
  const either = (way) => () => (numbers.below(2) === 0 ? writing : reading)[way]();
  return mending(writer, account, thread)({ sync: either('sync'), awaited: either('awaited') });
});
