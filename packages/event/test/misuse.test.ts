import { AtomicFlag } from '@sync/atomics';
import { Event } from '@sync/event';
import { refusesMisuse } from '@sync/testing';
import type { MisuseSpec } from '@sync/testing';
import { describe, expect } from 'vitest';

const spec: MisuseSpec<Event> = {
  type: Event,
  make: (options) => new Event(options),
  other: AtomicFlag,
  align: 4,
  options: '{ name, buffer',
};

describe('Event refuses', () => {
  refusesMisuse(spec, {
    limits: {
      calls: {
        wait: (event, options) => event.wait(options),
        waitAsync: (event, options) => event.waitAsync(options),
      },
      states: { 'not set': () => undefined, set: (event) => { event.set(); } },
    },
    calls: { awaits: (event, options) => event.waitAsync(options), readOnly: ['isSet'] },
    inUse: {
      use: (event) => { event.set(); },
      expectInUse: (again) => { expect(again.isSet).toBe(true); },
    },
  });
});
