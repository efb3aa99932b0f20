import { AtomicFlag } from '@sync/atomics';
import { Event } from '@sync/event';
import {
  expectAllHandled,
  refusesTakenMemory,
  refusesWrongCalls,
  refusesWrongHandles,
  refusesWrongLimits,
  refusesWrongOptions,
  refusesWrongPlaces,
} from '@sync/testing';
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
  expectAllHandled();
  refusesWrongLimits(spec, {
    calls: {
      wait: (event, options) => event.wait(options),
      waitAsync: (event, options) => event.waitAsync(options),
    },
    states: { 'not set': () => undefined, set: (event) => { event.set(); } },
  });
  refusesWrongCalls(spec, { awaits: (event, options) => event.waitAsync(options), readOnly: ['isSet'] });
  refusesWrongHandles(spec);
  refusesWrongPlaces(spec);
  refusesTakenMemory(spec, {
    use: (event) => { event.set(); },
    expectInUse: (again) => { expect(again.isSet).toBe(true); },
  });
  refusesWrongOptions(spec);
});
