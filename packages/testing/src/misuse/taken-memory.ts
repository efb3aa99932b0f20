import { expect, test } from 'vitest';
import { attempt, expectRefusal, wordsOf, wrong } from './attempt.ts';
import { literally } from './misuse-spec.ts';
import type { MisuseSpec } from './misuse-spec.ts';

/** How one is put to use, and how one sees that it still is. */
export interface InUse<T> {
  use(it: T): unknown;
  /** @param again the same one, attached once more */
  expectInUse(again: T, it: T): void;
}

/** Declares the tests that none is made where something lies, and that this is left as it was. */
export function refusesTakenMemory<T>({ type, make, other }: MisuseSpec<T>, { use, expectInUse }: InUse<T>): void {
  test(`memory in which a ${type.name} lies already, and names at()`, async () => {
    const buffer = new SharedArrayBuffer(type.byteLength);
    const it = make({ buffer });
    use(it);
    const before = wordsOf(buffer);
    const outcome = await attempt(() => make({ buffer }));
    expect(outcome).toMatchObject({ name: 'InvalidStateError', code: 'SYNC_INVALID_STATE' });
    expect((outcome as Error).message).toContain(`${type.name}.at(`);
    expect(wordsOf(buffer)).toEqual(before);
    expectInUse(type.at(wrong(buffer)), it);
  });

  test(`memory in which a ${other.name} lies, and writes nothing`, async () => {
    const buffer = new SharedArrayBuffer(Math.max(type.byteLength, other.byteLength));
    new other({ buffer }).testAndSet();
    const before = wordsOf(buffer);
    await expectRefusal(() => make({ buffer }), 'InvalidStateError');
    await expectRefusal(() => type.at(wrong(buffer)), 'TypeError', literally(`no ${type.name}`));
    expect(wordsOf(buffer)).toEqual(before);
  });

  test('memory in which anything else lies, and writes nothing', async () => {
    for (let slot = 0; slot < type.byteLength / 4; slot++) {
      const buffer = new SharedArrayBuffer(type.byteLength);
      new Int32Array(buffer)[slot] = -1;
      const before = wordsOf(buffer);
      await expectRefusal(() => make({ buffer }), 'InvalidStateError');
      expect(wordsOf(buffer)).toEqual(before);
    }
  });
}
