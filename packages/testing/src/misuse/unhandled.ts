import { afterEach, expect } from 'vitest';

/** After each test of the file: no promise was rejected of which nobody hears. */
export function expectAllHandled(): void {
  const unhandled: unknown[] = [];
  process.on('unhandledRejection', (reason) => unhandled.push(reason));
  afterEach(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled.splice(0)).toEqual([]);
  });
}
