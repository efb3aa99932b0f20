// Random calls on one lock, until the thread is ended. Who learns that the holder has died puts right what that one left.
import * as locks from '@sync/lock';
import { mortal, randomCalls } from '@sync/testing/worker';
import { Account } from './account.mjs';
import { entersAgain } from './enters-again.mjs';

mortal(({ data: { type, handle, words, silent }, mode, who, numbers, step, note }) => {
  const lock = locks[type].from(handle);
  const account = new Account(words);
  const busy = () => {
    const ms = [0, 0, 0.1, 1][numbers.below(4)] * numbers.next();
    for (const end = performance.now() + ms; performance.now() < end; );
  };
  const section = () => {
    // Who takes over without a word looks for himself.
    if (silent) account.repair();
    account.add(who, () => {
      note('holds', 1);
      step('holds');
      busy();
      step('is about to release');
      note('holds', 0);
    });
  };
  // What throws within is released.
  const scoped = () => {
    try {
      section();
    } catch (error) {
      if (account.inside !== who) throw error;
      account.repair();
      note('holds', 0);
      throw error;
    }
  };
  const calls = randomCalls(lock, { numbers, mode, counts: {}, section, scoped, around: entersAgain(lock, type, numbers) });

  const mend = () => {
    if (lock.depth !== undefined && lock.depth !== 1) throw new Error(`taken over with depth ${lock.depth}`);
    step('mends');
    account.repair();
    lock.release();
  };
  const learn = (error) => {
    if (error.code !== 'SYNC_ABANDONED_LOCK') throw error;
    note('abandoned by', error.owner);
    step('learns of a death');
  };
  const sync = () => {
    step('calls');
    try {
      calls.sync();
    } catch (error) {
      learn(error);
      // Another task of this thread may have it by now, and cannot go on while the thread blocks.
      if (lock.recover({ timeout: mode === 'mixed' ? 5 : undefined })) mend();
    }
    step('has returned');
  };
  const awaited = async () => {
    step('calls');
    try {
      await calls.awaited();
    } catch (error) {
      learn(error);
      await lock.recoverAsync();
      mend();
    }
    step('has returned');
  };
  return [...(mode === 'async' ? [] : [sync]), ...(mode === 'sync' ? [] : [awaited, awaited, awaited])];
});
