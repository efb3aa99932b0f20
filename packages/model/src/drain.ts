import { session } from './session.ts';

interface Ticking {
  process?: { nextTick?(fn: () => void): void };
}

/**
 * Resolves when all microtasks have run, and before anything else does: timers and messages
 * of the program around a check do not come between.
 */
export async function drained(): Promise<void> {
  const { process } = globalThis as Ticking;
  // From a microtask, so that the tick comes after those that are queued already.
  await Promise.resolve();
  const mine = session();
  const { world } = mine;
  await new Promise<void>((resolve) => {
    mine.world = undefined; // the platform's own
    if (process?.nextTick === undefined) setTimeout(resolve);
    else process.nextTick(resolve);
    mine.world = world;
  });
}

interface Rejecting {
  process?: {
    listeners(event: string): ((...args: unknown[]) => void)[];
    removeAllListeners(event: string): void;
    on(event: string, listener: (...args: unknown[]) => void): void;
  };
}

/**
 * Takes over unhandled rejections: code that is unwound leaves promises that nobody awaits.
 * Returns what gives them back, once those were reported.
 */
export function afterwards(): () => Promise<void> {
  const { process } = globalThis as Rejecting;
  const event = 'unhandledRejection';
  const listeners = process?.listeners(event) ?? [];
  process?.removeAllListeners(event);
  process?.on(event, () => undefined);
  return async () => {
    await new Promise((resolve) => setTimeout(resolve));
    process?.removeAllListeners(event);
    for (const listener of listeners) process?.on(event, listener);
  };
}
