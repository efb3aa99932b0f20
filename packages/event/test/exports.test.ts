import * as event from '@sync/event';
import { expect, test } from 'vitest';

test('the public names are these, and no others', () => {
  expect(Object.keys(event).sort()).toEqual([
    'BlockingNotAllowedError',
    'Event',
    'IncompatibleVersionError',
    'InvalidStateError',
    'SharedMemoryUnavailableError',
    'SyncError',
  ]);
});

test('the class keeps its name, whatever a bundler makes of it', () => {
  expect(event.Event.name).toBe('Event');
});
