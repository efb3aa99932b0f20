// Random calls on one lock, until the thread is ended.
import * as locks from '@sync/lock';
import { mortal, randomCalls } from '@sync/testing/worker';
import { Account } from './account.mjs';
import { entersAgain } from './enters-again.mjs';
import { mending } from './mending.mjs';
import { sections } from './sections.mjs';

mortal((thread) => {
  const { data, mode, numbers } = thread;
  const { type, handle, words, silent } = data;
  const lock = locks[type].from(handle);
  const account = new Account(words);
  const { section, scoped } = sections(account, thread, silent);
  const around = entersAgain(lock, type, numbers);
  return mending(lock, account, thread)(randomCalls(lock, { numbers, mode, counts: {}, section, scoped, around }));
});
