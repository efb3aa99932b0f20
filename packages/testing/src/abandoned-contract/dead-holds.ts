import { expect, test } from 'vitest';
import { attempt, expectRefusal } from '../misuse/attempt.ts';
import { expectAbandoned, heldByAnother, poisoned, subjectOf, type AbandonedSpec, type Depth } from './abandonable.ts';

/** Where a thread keeps what it knows of others. */
const CONTEXT = Symbol.for('@sync');

/** Until it is called back, this thread takes another for dead, which goes on. */
function takeForDead(owner: number): () => void {
  const { slots } = (globalThis as unknown as Record<symbol, { readonly slots: Map<string, unknown> }>)[CONTEXT]!;
  slots.set('liveness', { isGone: (id: number) => id === owner });
  return () => {
    slots.delete('liveness');
  };
}

/** What is left of a hold whose thread died. */
export function deadHoldContract(spec: AbandonedSpec): void {
  const depths: readonly Depth[] = spec.awaits === false ? ['sync', 'guard'] : ['sync', 'guard', 'twice', 'async'];

  test.each(depths.filter((depth) => depth !== 'twice' || spec.reentrant))('(%s) leaves nothing to who recovers it', async (depth) => {
    const subject = subjectOf(spec);
    const { lock } = subject;
    await poisoned(subject, depth);
    lock.recover();
    // A sync hold, one level.
    expect(lock.tryAcquire()).toBe(spec.reentrant);
    if (spec.reentrant) lock.release();
    lock.release();
    expect(lock.locked).toBe(false);
    if (spec.awaits === false) return;

    await poisoned(subject, depth);
    await lock.recoverAsync();
    // An async one is not entered.
    expect(lock.tryAcquire()).toBe(false);
    lock.release();
    expect(lock.locked).toBe(false);
  });

  test('a thread that goes on, though it was taken for dead, changes nothing any more', async () => {
    const subject = subjectOf(spec);
    const { lock } = subject;
    const holder = await heldByAnother(subject, 'guard');
    const back = takeForDead(holder.id);
    try {
      expectAbandoned(await attempt(() => lock.acquire()), spec, holder);
    } finally {
      back();
    }
    const calls = holder.thread.run(({ lock, kept }) => {
      const guard = kept.guard as { readonly held: boolean; release(): void };
      const held = guard.held;
      const outcomes = [() => lock.tryAcquire(), () => lock.acquire({ timeout: 10 }), () => lock.hold(), () => lock.run(() => 'ran')].map((call) => {
        try {
          return call();
        } catch (error) {
          return (error as Error).name;
        }
      });
      guard.release();
      return { held, outcomes };
    });
    expect(await calls).toEqual({ held: false, outcomes: Array.from({ length: 4 }, () => 'AbandonedLockError') });
    const releases = (): Promise<void> =>
      holder.thread.run(({ lock }) => {
        lock.release();
      });
    expectAbandoned(await attempt(releases), spec, holder);
    expectAbandoned(await attempt(() => lock.acquire()), spec, holder);

    lock.recover();
    expect(await holder.thread.run(({ lock }) => lock.owned)).toBe(false);
    await holder.thread.run(({ kept }) => {
      (kept.guard as { release(): void }).release();
    });
    await expectRefusal(releases, 'NotOwnerError');
    expect(lock.owned).toBe(true);
    lock.release();
  });
}
