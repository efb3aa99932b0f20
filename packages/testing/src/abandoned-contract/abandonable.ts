import { expect } from 'vitest';
import type { ContractLock, ContractWait, ContractWaitAsync, LockSpec } from '../lock-contract/lock-like.ts';
import { Subject, type Remote } from '../subject.ts';
import { until } from '../until.ts';

/** A lock that is taken over from a thread that died. */
export interface AbandonableLock extends ContractLock {
  recover(options?: ContractWait): boolean;
  recoverAsync(options?: ContractWaitAsync): Promise<boolean>;
}

/** What the contract of abandonment has to know about an implementation. */
export interface AbandonedSpec extends LockSpec {
  /** What messages call one that is named `left`, or the lock that it is over: as `Lock(left)`. */
  readonly label: string;
}

/** The one under test, which has the name that its label tells. */
export const subjectOf = (spec: AbandonedSpec, onAbandoned?: 'recover'): Subject<AbandonableLock> =>
  new Subject<AbandonableLock>(spec, { name: 'left', ...(onAbandoned && { onAbandoned }) });

/** Polls until somebody waits for it: its words may be those of a lock that it is over. */
export function somebodyWaits({ lock }: Subject<AbandonableLock>): Promise<void> {
  return until('somebody waits', () => String(lock).includes('others waiting'));
}

/** A thread of its own, which holds the lock, and can be ended. */
export interface Holder {
  readonly thread: Remote<AbandonableLock>;
  /** As lock words name it. */
  readonly id: number;
  readonly name: string;
}

/** How deep a thread holds it, by which calls. */
export type Depth = 'sync' | 'twice' | 'async' | 'guard';

/** Starts a thread that takes the lock. */
export async function heldByAnother(subject: Subject<AbandonableLock>, depth: Depth = 'sync'): Promise<Holder> {
  // A little memory: one of the ways to end is to run out of it.
  const thread = subject.thread(() => undefined, { maxOldGenerationSizeMb: 24 });
  const id = thread.threadId + 1;
  await thread.run(async ({ lock, kept }, how: Depth) => {
    if (how === 'async') await lock.acquireAsync();
    else if (how === 'guard') kept.guard = lock.hold();
    else lock.acquire();
    if (how === 'twice') lock.acquire();
  }, depth);
  return { thread, id, name: `Worker-${id - 1}` };
}

/** How a thread ends while it holds a lock. */
export const ENDINGS: readonly { readonly ends: string; readonly end: (holder: Holder) => Promise<unknown> }[] = [
  { ends: 'is terminated', end: ({ thread }) => thread.terminate() },
  { ends: 'calls process.exit()', end: ({ thread }) => endsIn(thread, thread.run(() => process.exit(0))) },
  {
    ends: 'throws',
    end: ({ thread }) => {
      const thrown = (): Promise<void> =>
        new Promise(() => {
          setTimeout(() => {
            throw new Error('uncaught');
          }, 0);
        });
      return endsIn(thread, thread.run(thrown));
    },
  },
  {
    ends: 'runs out of memory',
    end: ({ thread }) => {
      const fills = (): never => {
        for (const all: unknown[] = []; ; ) all.push(new Array(1000).fill(all.length));
      };
      return endsIn(thread, thread.run(fills));
    },
  },
];

/** The thread ends in that call, which rejects, maybe a little before. */
async function endsIn(thread: Remote<AbandonableLock>, call: Promise<unknown>): Promise<void> {
  await call.catch(() => undefined);
  await thread.terminate();
}

/** A lock whose holder was terminated. */
export async function abandoned(subject: Subject<AbandonableLock>, depth?: Depth): Promise<Holder> {
  const holder = await heldByAnother(subject, depth);
  await holder.thread.terminate();
  return holder;
}

/** The same, and it is known. */
export async function poisoned(subject: Subject<AbandonableLock>, depth?: Depth): Promise<Holder> {
  const holder = await abandoned(subject, depth);
  expect(() => subject.lock.acquire()).toThrow(expect.objectContaining({ name: 'AbandonedLockError' }) as Error);
  return holder;
}

/** Asserts that it is the error of a lock that this thread held when it ended. */
export function expectAbandoned(error: unknown, { label }: AbandonedSpec, { id, name }: Holder): void {
  expect(error).toMatchObject({ name: 'AbandonedLockError', code: 'SYNC_ABANDONED_LOCK', owner: id, ownerName: name });
  const { message } = error as Error;
  for (const part of [label, name, 'recover()']) expect(message).toContain(part);
}
