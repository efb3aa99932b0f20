import { Event } from '@sync/event';
import { abortedWaits } from '@sync/testing';
import { describe } from 'vitest';
import { eventSpec } from './spec.ts';

describe('waitAsync with a signal', () => {
  abortedWaits<Event>({
    spec: eventSpec,
    make: () => new Event(),
    release: (event) => { event.set(); },
    renew: (event) => { event.clear(); },
  });
});
