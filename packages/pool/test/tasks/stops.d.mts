import type { Condition } from '@sync/condition';
import type { Event } from '@sync/event';
import type { Lock } from '@sync/lock';
import type { Semaphore } from '@sync/semaphore';

export function blocks(started: Semaphore | undefined, gate: Event): number;
export function awaits(started: Semaphore | undefined, gate: Event): Promise<number>;
export function computesUntil(started: Semaphore | undefined, words: Int32Array): string;
export function looks(started: Semaphore): string;
export function throwsWhenCancelled(started: Semaphore): never;
export function sleeps(started: Semaphore, seen?: Event): void;
export function acquires(started: Semaphore, lock: Lock): void;
export function waitsFor(started: Semaphore, condition: Condition): void;
export function listens(started: Semaphore): Promise<never>;
export function asksLate(started: Semaphore): Promise<{ aborted: boolean; reason: unknown }>;
export function cleansUp(started: Semaphore): Promise<never>;
