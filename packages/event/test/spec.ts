import { Event } from '@sync/event';
import { moduleUrl } from '@sync/testing';
import type { SubjectSpec } from '@sync/testing';

/** The slot that counts changes: odd while it is set. */
export const CHANGES = 1;

/** How a test reaches an event; the words of a waiter look like those of nobody. */
export const eventSpec: SubjectSpec = {
  how: { module: moduleUrl(import.meta.url, '@sync/event'), export: 'Event' },
  byteLength: Event.byteLength,
  byteOffset: 'own',
  make: (options) => new Event(options),
  // Whatever the count is, a waiter that left has left nothing in the words.
  atRest: () => undefined,
};

/** Both kinds of memory. */
export const PLACES: readonly { readonly name: string; readonly spec: SubjectSpec }[] = [
  { name: 'Event', spec: eventSpec },
  { name: 'Event in a buffer', spec: { ...eventSpec, byteOffset: 4 * 37 } },
];
