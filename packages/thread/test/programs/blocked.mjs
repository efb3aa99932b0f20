// The main thread stands still in join() or result(); what its threads print appears meanwhile.
import { Event } from '@sync/event';
import { Lock } from '@sync/lock';
import { Semaphore } from '@sync/semaphore';
import { Thread } from '@sync/thread';
import { writeSync } from 'node:fs';

const WORK = new URL('../workers/prints.mjs', import.meta.url);
const make = (name, ...args) => new Thread(WORK, { export: name, args, name });
const say = (text) => writeSync(1, `${text}\n`);
const LIMIT = { timeout: 30_000 };

function isAsMade(bytes) {
  for (let at = 0; at < bytes.length; at++) if (bytes[at] !== at % 251) return false;
  return true;
}

/** By name, as the tests ask for them. */
const programs = {
  /** It ends when what the thread has printed has been read, which whoever reads says through a pipe. */
  meanwhile() {
    const thread = make('printsAndWaits').start();
    thread.join();
    say('joined');
  },

  several() {
    const threads = ['one', 'two', 'three'].map((name) => make('printsMany', name, 500).start());
    for (const thread of threads) thread.join(LIMIT);
    say('all joined');
  },

  large() {
    const thread = make('printsLarge', 2000, 1000).start();
    thread.join(LIMIT);
    say('joined');
  },

  partial() {
    const thread = make('printsPartly').start();
    thread.join(LIMIT);
    say('joined');
    make('printsAndExits').start().join(LIMIT);
    say('joined again');
    make('printsAndThrows').start().join(LIMIT);
    say('joined at last');
  },

  /** The process waits for it: what it prints when it is joined already appears, too. */
  atExit() {
    make('printsAtItsExit').start().join(LIMIT);
  },

  errors() {
    const thread = make('printsErrors').start();
    thread.join(LIMIT);
    say('joined');
  },

  /** Nobody reads it any more. */
  unread() {
    make('printsLarge', 2000, 1000).start().join(LIMIT);
    make('returns', 1).start().result(LIMIT);
  },

  values() {
    const bytes = make('returnsBytes', 10_000_000).start().result(LIMIT);
    say(`${bytes.length} bytes, ${isAsMade(bytes)}`);
    const text = make('returnsText', 10_000_000).start().result(LIMIT);
    say(`${text.length} characters, ${/^(?:ab\u00e9)+a?b?$/.test(text)}`);
    const huge = make('returnsBytes', 40_000_000).start().result(LIMIT);
    say(`${huge.length} bytes, ${isAsMade(huge)}`);
    const shared = make('returnsShared', new Lock({ name: 'mine' })).start();
    const { words, lock, mine, list } = shared.result(LIMIT);
    Atomics.store(words, 0, 1);
    say(`${words.length} words, ${list.length} in a list, ${lock.name}, ${mine.name}, ${lock.acquire()}, ${lock.owned}`);
    say(`the same again: ${shared.result() === shared.result()}`);
    const thrown = make('throwsLarge', 18_000_000).start();
    try {
      thrown.result(LIMIT);
    } catch (error) {
      say(`${error.name}: ${error.message.slice(0, 20)}`);
    }
  },

  nested() {
    say(make('nests', 4).start().result(LIMIT));
    const [event, done] = [new Event(), new Semaphore(0)];
    const parent = make('startsAndReturns', event, done).start();
    // It has returned, and lives on for what it has started, which waits for this thread.
    say(`${parent.result(LIMIT)}, ${parent.isAlive}`);
    event.set();
    say(`its child is done: ${done.acquire(LIMIT)}`);
  },

  /** One that was joined while its starter's event loop stood still is known to have ended there, too. */
  async twice() {
    const thread = make('returns', 7).start();
    const awaited = thread.resultAsync();
    say(`${thread.result(LIMIT)} ${await awaited} ${await thread.resultAsync()} ${thread.isAlive}`);
  },
};

await programs[process.argv[2]]();
