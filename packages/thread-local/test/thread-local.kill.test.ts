import { KILLS, KillLane, LONG } from '@sync/testing';
import { ThreadLocal } from '@sync/thread-local';
import { expect, test } from 'vitest';

const KILL = new URL('workers/kill.mjs', import.meta.url);
/** More than are ever started: each kill makes room for one. */
const MEMBERS = 2 * KILLS + 100;

test(
  'ThreadLocal: threads end at random points, with values and within runs: each has its own all the time, and no value is disposed twice or while it is in use',
  async () => {
    const variable = new ThreadLocal<object>({ init: () => ({}), name: 'mine' });
    const buffer = new SharedArrayBuffer(ThreadLocal.byteLength);
    ThreadLocal.at(buffer).set('the main thread’s');
    const counts = (): Int32Array => new Int32Array(new SharedArrayBuffer(4 * MEMBERS));
    const [made, dropped] = [counts(), counts()];
    const mine = variable.get();
    const lane = new KillLane({ fixture: KILL, data: { handle: variable.share(), buffer, made, dropped }, steps: ['has a value', 'runs', 'drops'] });
    while (lane.goesOn) {
      await lane.round();
      expect(variable.get()).toBe(mine);
      expect(ThreadLocal.at(buffer).get()).toBe('the main thread’s');
    }
    const survivors = [...lane.living].map(({ who }) => who);
    await lane.end();
    for (const [who, count] of made.entries()) {
      const left = count - Number(dropped[who]);
      // One value at a time; who ended in good order has disposed of that, too.
      expect(left, `values of ${who}`).toBe(survivors.includes(who) ? 0 : Math.min(1, Math.max(0, left)));
    }
    lane.expectDeaths('has a value', 'runs', 'drops');
  },
  20 * LONG,
);
