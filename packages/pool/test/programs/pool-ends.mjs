// How a process ends that has pools.
import { Event } from '@sync/event';
import { ThreadPool } from '@sync/pool';

const module = new URL('../tasks/prints.mjs', import.meta.url);
const pool = () => new ThreadPool(module, { maxWorkers: 1, name: 'jobs' });
const isDone = () => console.log('main is done');

const programs = {
  idle: async () => console.log('awaited', await pool().submit('add', 1, 2)),
  unused() {
    pool();
    console.log('unused');
  },
  outstanding() {
    pool().submit('printsLater', 'the task is done');
    isDone();
  },
  'shut down'() {
    const jobs = pool();
    jobs.submit('printsLater', 'the task is done');
    jobs.shutdown({ wait: false });
    isDone();
  },
  cancelled() {
    const jobs = pool();
    const [started, gate] = [new Event(), new Event()];
    jobs.submit('printsWhenOpen', started, gate, 'the task is done');
    const second = jobs.submit('printsLater', 'never');
    second.addDoneCallback(({ cancelled }) => process.on('exit', () => console.log(cancelled ? 'cancelled' : 'not cancelled')));
    started.wait();
    jobs.shutdown({ wait: false, cancelFutures: true });
    isDone();
    gate.set();
  },
  exits() {
    const jobs = pool();
    jobs.submit('loops');
    console.log('main exits');
    process.exit(4);
  },
  fails() {
    const jobs = pool();
    jobs.submit('throws');
    isDone();
  },
  'too late'() {
    const jobs = pool();
    process.on('exit', () => {
      try {
        jobs.submit('add', 1, 2);
      } catch (error) {
        console.log(error.name);
      }
    });
    jobs.shutdown();
  },
  prints() {
    const jobs = pool();
    console.log('before');
    console.log('result', jobs.submit('prints', ['while blocked 1', 'while blocked 2'], 3).result());
  },
  first: () => console.log(pool().submit((a, b) => a * b, 6, 7).result()),
  async many() {
    let sum = 0;
    for (let at = 0; at < 12; at += 4) {
      const few = Array.from({ length: 4 }, () => pool());
      sum += (await Promise.all(few.map((jobs, more) => jobs.submit('add', at, more)))).reduce((a, b) => a + b);
      await Promise.all(few.map((jobs) => jobs.shutdownAsync()));
    }
    console.log(`many pools: ${sum}`);
  },
};

await programs[process.argv[2]]();
