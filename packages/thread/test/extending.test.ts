import { Lock } from '@sync/lock';
import { Thread } from '@sync/thread';
import { LONG } from '@sync/testing';
import { describe, expect, test } from 'vitest';
import { unheard } from './unheard.ts';

unheard();

/** `workers/download.mjs`. */
interface Download extends Thread {
  url: string;
  lock: Lock;
  done: { bytes: number };
  added: string | undefined;
}
type DownloadClass = new (url: string, options?: object) => Download;
const classes = (await import(new URL('./workers/download.mjs', import.meta.url).href)) as Record<
  'Download' | 'Private' | 'Fails' | 'BadField' | 'BadReturn',
  DownloadClass & { made: number }
> & { Renamed: new () => Thread; Homeless: new () => Thread; makeHidden: () => Thread; Fields: new () => Thread & Record<string, any> };

const URL_ = 'https://example.org/a';

describe('an object of a class that extends Thread', () => {
  test.each([['result'], ['resultAsync']] as const)('runs its run() with its fields, and gets them back: %s', async (way) => {
    const { Download } = classes;
    const download = new Download(URL_, { name: 'first' });
    const { lock, made } = { lock: download.lock, made: Download.made };
    expect(made).toBeGreaterThan(0);
    expect(download.added).toBeUndefined();
    const result = await download.start()[way]({ timeout: LONG });
    // Its constructor did not run there, though its module was loaded.
    expect(result).toEqual({ made: 0, isCurrent: true, isInstance: true, name: 'first', id: download.id });
    expect(download).toMatchObject({ url: URL_, done: { bytes: 42 }, added: 'from example.org' });
    expect(Download.made).toBe(made);
    expect(download.lock).toBeInstanceOf(Lock);
    expect(download.lock.name).toBe('field');
    // The same lock as before, by its words.
    lock.acquire();
    expect(download.lock.locked).toBe(true);
    lock.release();
    expect(String(download)).toBe('Thread(first)[ended]');
  });

  test('gets its fields back after join, too, and not before', async () => {
    const download = new classes.Download(URL_).start();
    expect(download.added).toBeUndefined();
    download.join({ timeout: LONG });
    expect(download.added).toBe('from example.org');
    const awaited = new classes.Download(URL_).start();
    await awaited.joinAsync({ timeout: LONG });
    expect(awaited.added).toBe('from example.org');
  });

  test('private fields are not there: the error says what is missing', () => {
    const thread = new classes.Private(URL_).start();
    expect(() => thread.result({ timeout: LONG })).toThrow(/private/);
  });

  test('keeps its fields as they were when run() throws', () => {
    const thread = new classes.Fails(URL_).start();
    expect(() => thread.result({ timeout: LONG })).toThrow(new RangeError('no such host'));
    expect(thread.done).toEqual({ bytes: 0 });
  });

  test('fields of every kind come back: cycles, maps, new ones, shared memory', () => {
    const thread = new classes.Fields();
    thread.gone = 'soon';
    thread.start().join({ timeout: LONG });
    expect(thread.map).toEqual(new Map([['a', [1n]], ['b', [2n]]]));
    expect(thread.cycle.self).toBe(thread.cycle);
    expect(thread.words.buffer).toBeInstanceOf(SharedArrayBuffer);
    // What was deleted there stays here.
    expect(thread.gone).toBe('soon');
  });

  test('is found by the name that its class says', () => {
    expect(new classes.Renamed().start().result({ timeout: LONG })).toBe('found');
  });

  test('is refused by start() when its class does not say where it is', () => {
    expect(() => new classes.Homeless().start()).toThrow(TypeError);
    expect(() => new classes.Homeless().start()).toThrow(/Homeless.*static module = import\.meta\.url/);
  });

  test('fails when its class is not exported, and the error says what is', () => {
    const thread = classes.makeHidden().start();
    expect(() => thread.result({ timeout: LONG })).toThrow(/cannot load Hidden of file:.*download\.mjs: there is no export 'Hidden'; it exports .*Download/);
  });

  test('is refused by start() when a field cannot travel, which is named', () => {
    const thread = new classes.BadField(URL_);
    expect(() => thread.start()).toThrow(TypeError);
    expect(() => thread.start()).toThrow('this.callback is a function');
    expect(thread.isAlive).toBe(false);
  });

  test('fails when a field cannot travel back, which is named', () => {
    const thread = new classes.BadReturn(URL_).start();
    expect(() => thread.result({ timeout: LONG })).toThrow(/fields.*BadReturn of file:.*download\.mjs.*this\.callback is a function/);
  });

  test('is started once', () => {
    const thread = new classes.Download(URL_).start();
    expect(() => thread.start()).toThrow(expect.objectContaining({ name: 'ThreadStateError' }));
    thread.join({ timeout: LONG });
  });
});

test('run() of a Thread is not for calling; of a class that extends it, it is a method like any other', () => {
  const thread = new Thread(() => 1, { name: 'mine' });
  expect(() => thread.run()).toThrow('Thread(mine): run() is what the thread does; call start()');
  expect(new classes.Renamed().run()).toBe('found');
});

test('a class without a run of its own needs a target', () => {
  class Mine extends Thread {}
  expect(() => new Mine()).toThrow(TypeError);
  const thread = new Mine(() => 'a target of its own').start();
  expect(thread.result({ timeout: LONG })).toBe('a target of its own');
});
