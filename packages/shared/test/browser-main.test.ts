import type { Guarded, SharedCell } from '@sync/shared';
import { Subject, cannotBlock, closeSubjects, endThreads, pending } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { cellSpec, guardedSpec, holder } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const NAMES = /^(?:SharedCell|Guarded)\(page\): (\w+)\(\).*\1Async\(\)/s;

describe('a thread that may not block', () => {
  test('reads and changes what nobody has', async () => {
    const cell = new Subject<SharedCell<number>>(cellSpec).thread(cannotBlock);
    expect(await cell.run(({ lock }) => (lock.set(1), [lock.get(), lock.update((value) => value + 1, { timeout: 5 })]))).toEqual([1, 2]);
    const list = new Subject<Guarded<number[]>>(guardedSpec).thread(cannotBlock);
    expect(await list.run(({ lock }) => (lock.hold().release(), lock.run((value) => value.push(1))))).toBe(1);
  });

  test.each([[{}], [{ timeout: 100 }]])('is refused a call with %j while another has it, by an error that names it and its async twin, and awaits', async (options) => {
    const cell = new Subject<SharedCell<number>>(cellSpec, { name: 'page' });
    const list = new Subject<Guarded<number[]>>(guardedSpec, { name: 'page' });
    const [one, two] = [await holder(cell, 'cell'), await holder(list, 'guarded')];
    const refused = { name: 'BlockingNotAllowedError', message: expect.stringMatching(NAMES) as string };
    const page = cell.thread(cannotBlock);
    await expect(page.run(({ lock }, limit) => lock.get(limit), options)).rejects.toMatchObject(refused);
    await expect(page.run(({ lock }, limit) => { lock.set(1, limit); }, options)).rejects.toMatchObject(refused);
    await expect(page.run(({ lock }, limit) => lock.update(() => 1, limit), options)).rejects.toMatchObject(refused);
    const other = list.thread(cannotBlock);
    await expect(other.run(({ lock }, limit) => lock.run(() => 1, limit), options)).rejects.toMatchObject(refused);
    await expect(other.run(({ lock }, limit) => { lock.hold(limit); }, options)).rejects.toMatchObject(refused);
    await expect(other.run(({ lock }) => { lock.hold({ timeout: 0 }); })).rejects.toMatchObject({ name: 'TimeoutError' });
    const waits = [page.run(({ lock }) => lock.getAsync()), other.run(({ lock }) => lock.runAsync((value) => value.length))];
    for (const wait of waits) expect(await pending(wait)).toBe(true);
    for (const { goOn } of [one, two]) goOn();
    expect(await Promise.all(waits)).toEqual([100, 1]);
    await Promise.all([one.outcome, two.outcome]);
  });
});
