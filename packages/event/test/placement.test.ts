import { AtomicFlag, type Shared, receive, share } from '@sync/atomics';
import { Event } from '@sync/event';
import { Subject, closeSubjects, endThreads } from '@sync/testing';
import { afterAll, afterEach, describe, expect, expectTypeOf, test } from 'vitest';
import { eventSpec } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

describe('where an Event lies, and what it is called', () => {
  test('several lie in one buffer, side by side, and none knows of the others', () => {
    const buffer = new SharedArrayBuffer(3 * Event.byteLength);
    const events = [0, 1, 2].map((at) => new Event({ buffer, byteOffset: at * Event.byteLength }));
    events[1]?.set();
    expect(events.map((event) => event.isSet)).toEqual([false, true, false]);
    expect(Event.at(buffer, Event.byteLength).wait()).toBe(true);
    expect(Event.at(buffer, 2 * Event.byteLength).wait({ timeout: 1 })).toBe(false);
  });

  test('zeroed memory is one that is not set, also for at()', async () => {
    const buffer = new SharedArrayBuffer(Event.byteLength);
    const event = Event.at(buffer, 0, { name: 'here' });
    const other = Event.at(buffer);
    expect([event.isSet, event.name]).toEqual([false, 'here']);
    const wait = other.waitAsync();
    event.set();
    expect(await wait).toBe(true);
  });

  test('a handle leads to the same one, and survives a clone', async () => {
    const event = new Event({ name: 'ready' });
    const twin = Event.from(structuredClone(event.share()));
    expect(twin.name).toBe('ready');
    const wait = twin.waitAsync();
    event.set();
    expect([twin.isSet, await wait]).toEqual([true, true]);
    twin.clear();
    expect(event.isSet).toBe(false);
  });

  test('share() and receive() of the floor find it inside of objects', () => {
    const ready = new Event({ name: 'ready' });
    const { inside } = receive(structuredClone(share({ inside: [ready] })));
    inside[0]?.set();
    expect(inside[0]).toBeInstanceOf(Event);
    expect(ready.isSet).toBe(true);
  });

  test('the text tells the name and whether it is set, in other threads, too', async () => {
    const subject = new Subject<Event>(eventSpec, { name: 'ready' });
    const { lock: event } = subject;
    const other = subject.thread();
    expect(String(event)).toBe('Event(ready)[not set]');
    event.set();
    expect(await other.run(({ lock }) => [String(lock), lock.name])).toEqual(['Event(ready)[set]', 'ready']);
    event.clear();
    expect(event.toString()).toBe('Event(ready)[not set]');
    expect(String(new Event())).toMatch(/^Event.*\[not set\]$/);
  });

  test('a shared Event is no other primitive, and a signal is for the awaited call', () => {
    const event = new Event();
    expectTypeOf(event.share()).toEqualTypeOf<Shared<Event>>();
    expectTypeOf(event.wait).returns.toEqualTypeOf<boolean>();
    expectTypeOf(event.waitAsync).returns.toEqualTypeOf<Promise<boolean>>();
    // @ts-expect-error a shared AtomicFlag is attached by AtomicFlag.from
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- it is refused, too
    expect(() => Event.from(new AtomicFlag().share())).toThrow(TypeError);
    // @ts-expect-error a number where { timeout: 100 } belongs
    expect(() => event.wait(100)).toThrow(TypeError);
    event.set();
    // @ts-expect-error a signal is for waitAsync
    event.wait({ signal: new AbortController().signal });
  });
});
