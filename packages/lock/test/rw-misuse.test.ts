import { AtomicFlag } from '@sync/atomics';
import { RWLock } from '@sync/lock';
import { expectAllHandled, refusesTakenMemory, refusesWrongCalls, refusesWrongHandles, refusesWrongLimits, refusesWrongOptions, refusesWrongPlaces, wrong } from '@sync/testing';
import type { MisuseSpec } from '@sync/testing';
import { describe, expect } from 'vitest';

expectAllHandled();

describe('RWLock refuses', () => {
  const spec: MisuseSpec<RWLock> = { type: RWLock, make: (options) => new RWLock(options), other: AtomicFlag, align: 4, options: '{ name, buffer' };
  refusesWrongPlaces(spec);
  refusesWrongHandles(spec);
  refusesWrongOptions(spec, [
    ['a policy that there is not', { onAbandoned: 'release' }, 'TypeError', /onAbandoned/],
    ['a policy that is true', { onAbandoned: true }, 'TypeError', /onAbandoned/],
  ]);
  refusesTakenMemory(spec, {
    use: (rw) => rw.writer.acquire(),
    expectInUse: (again, rw) => {
      expect(again.writer.owned).toBe(true);
      rw.writer.release();
    },
  });
});

describe.each(['reader', 'writer'] as const)('the %s of an RWLock refuses', (side) => {
  const call = side === 'reader' ? 'reader' : 'writer';
  const spec: MisuseSpec<RWLock> = { type: RWLock, make: (options) => new RWLock(options), other: AtomicFlag, align: 4, options: '{ name, buffer' };
  refusesWrongCalls(spec, {
    awaits: (rw, options) => rw[call].acquireAsync(options),
    readOnly: ['name'],
    rows: [
      ['run without a function', (rw) => rw[call].run(wrong(undefined)), 'TypeError', /mine.*function/],
      ['runAsync without a function', (rw) => rw[call].runAsync(wrong(7)), 'TypeError', /mine.*function/],
      ['release of a free one', (rw) => { rw[call].release(); }, 'NotOwnerError', /mine.*release\(\)/],
      ['downgrade of a free one', (rw) => rw.downgrade(), 'NotOwnerError', /mine.*downgrade\(\)/],
      ['to have locked written', (rw) => { (rw[call] as { locked: boolean }).locked = true; }, 'TypeError', /locked/],
      ['to be shared', (rw) => (rw[call].share as () => unknown).call(rw[call]), 'TypeError', /mine.*share\(\)/],
      ['a signal that is none', (rw) => rw[call].recoverAsync({ signal: wrong(7) }), 'TypeError', /mine.*signal/],
    ],
  });
});

describe.each(['reader', 'writer'] as const)('the %s of an RWLock refuses wrong limits:', (side) => {
  const type = { name: `RWLock.${side}`, byteLength: RWLock.byteLength, at: RWLock.at.bind(RWLock), from: RWLock.from.bind(RWLock) };
  const spec: MisuseSpec<RWLock> = { type, make: (options) => new RWLock(options), other: AtomicFlag, align: 4, options: '{ name, buffer' };
  refusesWrongLimits(spec, {
    calls: {
      acquire: (rw, options) => rw[side].acquire(options),
      recover: (rw, options) => rw[side].recover(options),
      acquireAsync: (rw, options) => rw[side].acquireAsync(options),
      recoverAsync: (rw, options) => rw[side].recoverAsync(options),
      holdAsync: (rw, options) => rw[side].holdAsync(options),
    },
    states: {
      free: () => undefined,
      'while it is read': (rw) => rw.reader.acquire(),
    },
  });
});
