import type { Shared } from '@sync/atomics';
import { Lock, RWLock, type Guard, type RWLockSide } from '@sync/lock';
import { expect, expectTypeOf, test } from 'vitest';

/** Checked by `tsc`, as `types.test.ts`. */
test('types of an RWLock', () => {
  const rw = new RWLock();
  expectTypeOf(rw.share()).toEqualTypeOf<Shared<RWLock>>();
  expectTypeOf(rw.reader).toEqualTypeOf<RWLockSide>();
  expectTypeOf(rw.writer).toEqualTypeOf<RWLockSide>();
  expectTypeOf(rw.downgrade).returns.toEqualTypeOf<Guard>();
  expectTypeOf(rw.reader.acquire({ timeout: 5 })).toEqualTypeOf<boolean>();
  rw.reader.release();
  expectTypeOf(rw.writer.recoverAsync).returns.toEqualTypeOf<Promise<boolean>>();
  // @ts-expect-error a shared RWLock is attached by RWLock.from
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- it is refused, too
  expect(() => Lock.from(rw.share())).toThrow(TypeError);
  // @ts-expect-error an async function is for runAsync
  expect(() => rw.reader.run(async () => Promise.resolve(1))).toThrow(TypeError);
  // @ts-expect-error a side is taken, not the lock
  expect(() => rw.acquire()).toThrow(TypeError);
  // @ts-expect-error there is one policy, and another
  expect(() => new RWLock({ onAbandoned: 'release' })).toThrow(TypeError);
  const write = (): void => {
    // @ts-expect-error it is read only
    rw.writer.locked = true;
  };
  expect(write).toThrow(TypeError);
});
