// How a process ends that has started threads: each of these programs is one.
import { Thread } from '@sync/thread';
import { writeSync } from 'node:fs';

const WORK = new URL('../workers/ends.mjs', import.meta.url);
const make = (name, options = {}, ...args) => new Thread(WORK, { export: name, args, name, ...options });
const say = (text) => writeSync(1, `${text}\n`);

const programs = {
  waits() {
    make('printsSoon').start();
    say('main is done');
  },

  async 'waits, and has awaited'() {
    const thread = make('printsSoon').start();
    void thread.joinAsync({ unref: true });
    say('main is done');
  },

  daemon() {
    make('printsLate', { daemon: true }).start();
    say('main is done');
  },

  'daemon that computes'() {
    make('computes', { daemon: true }).start();
    say('main is done');
  },

  async 'daemon that is awaited'() {
    const thread = make('printsSoon', { daemon: true }).start();
    await thread.joinAsync();
    say('main is done');
  },

  grandchild() {
    make('starts', {}, 'printsSoon', false).start();
    say('main is done');
  },

  'grandchild of one that was joined'() {
    make('starts', {}, 'printsSoon', false).start().join();
    say('main is done');
  },

  'daemon of a thread'() {
    make('starts', {}, 'printsLate', true).start().join();
    say('main is done');
  },

  'child of a daemon'() {
    make('starts', { daemon: true }, 'printsLate', false).start().join();
    say('main is done');
  },

  error() {
    make('throws').start().join();
    make('throws').start();
    make('printsSoon').start();
    say('main is done');
  },

  'error and code'() {
    make('throws').start().join();
    process.exitCode = 3;
  },

  exits() {
    const thread = make('exits', {}, 7).start();
    say(`joined: ${thread.join()}`);
  },

  'main exits'() {
    make('printsLate').start();
    make('computes').start();
    process.exit(5);
  },

  'main fails'() {
    make('printsSoon').start();
    throw new Error('main has failed');
  },

  async 'main awaits what never comes'() {
    make('printsSoon').start();
    await new Promise(() => undefined);
  },

  'ends within'() {
    process.once('exit', (code) => say(`the process exits with ${code}, the thread is alive: ${thread.isAlive}`));
    const thread = make('printsSoon').start();
  },

  async terminated() {
    const thread = make('computes').start();
    await thread.terminate();
    say(`alive: ${thread.isAlive}`);
  },

  'never started'() {
    make('computes');
    say('main is done');
  },
};

await programs[process.argv[2]]();
