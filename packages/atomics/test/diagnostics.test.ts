/**
 * Fails when: a message is made that nobody wants, or one that is wanted does not come; a runtime
 * without the channels is asked for them.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, expect, test, vi } from 'vitest';
import { report } from '../src/diagnostics.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const message = { lock: 'Lock(jobs)', owner: 7 };

test('who listens gets the message', () => {
  const heard: unknown[] = [];
  const listener = (message: unknown, name: string | symbol): void => {
    heard.push([name, message]);
  };
  subscribe('sync:abandoned', listener);
  report('abandoned', () => message);
  unsubscribe('sync:abandoned', listener);
  report('abandoned', () => message);
  expect(heard).toEqual([['sync:abandoned', message]]);
});

test('no message is made if nobody listens', () => {
  const make = vi.fn(() => message);
  report('abandoned', make);
  expect(make).not.toHaveBeenCalled();
});

test.each([
  ['no process', undefined],
  ['no way to ask for a module', {}],
  ['no such module', { getBuiltinModule: () => undefined }],
])('where there is %s, nothing is done', (_, process) => {
  vi.stubGlobal('process', process);
  const make = vi.fn(() => message);
  report('abandoned', make);
  expect(make).not.toHaveBeenCalled();
});
