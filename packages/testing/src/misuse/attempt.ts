import { expect } from 'vitest';

/** What a call throws or rejects with; fails the test if it does neither. */
export async function attempt(call: () => unknown): Promise<unknown> {
  let value: unknown;
  try {
    value = await call();
  } catch (thrown) {
    return thrown;
  }
  throw new Error(`was not refused, but gave ${String(value)}`);
}

/** What a promise rejects with; fails the test if it does not. */
export const refusal = (promise: Promise<unknown>): Promise<unknown> => attempt(() => promise);

/**
 * Asserts that a call throws, or rejects, with an error of this class.
 *
 * @param says what its message has to match, each of them
 */
export async function expectRefusal(call: () => unknown, error: string, ...says: readonly RegExp[]): Promise<void> {
  const outcome = await attempt(call);
  expect(outcome).toMatchObject({ name: error });
  for (const text of says) expect((outcome as Error).message).toMatch(text);
}

/** A value where the types allow none of its kind. */
export const wrong = (value: unknown): never => value as never;

/** The words of a buffer as they are now. */
export const wordsOf = (buffer: SharedArrayBuffer): number[] => [...new Int32Array(buffer)];

/** Asserts that nothing was written to the buffer. */
export function expectUntouched(buffer: SharedArrayBuffer): void {
  expect(new Uint8Array(buffer).every((byte) => byte === 0)).toBe(true);
}
