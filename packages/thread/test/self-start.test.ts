import { program } from '@sync/testing';
import { describe, expect, test } from 'vitest';

const run = (name: string) => program(new URL(`./programs/${name}.mjs`, import.meta.url));

describe('a module that starts itself as it is loaded', () => {
  test.each([
    ['a module', 'unguarded', 'again'],
    ['a class', 'unguarded-class', 'again'],
  ])('fails in its first thread, and says what to do: %s', async (_, name, called) => {
    const { code, stderr, stuck } = await run(name);
    expect(stuck).toBe(false);
    expect(stderr).toMatch(new RegExp(`^Exception in ${called}:\n.*ThreadStateError`, 'm'));
    expect(stderr).toMatch(new RegExp(`Thread\\(${called}\\): start\\(\\) while its own module is being loaded in a thread, file:.*${name}\\.mjs: each thread would start another one`));
    expect(stderr).toContain('Guard what the module does on its own with if (isMainThread)');
    expect(stderr.match(/Exception in/g)).toHaveLength(1);
    expect(code).toBe(0);
  });

  test('also in a circle of two', async () => {
    const { stderr, stuck } = await run('unguarded-round');
    expect(stuck).toBe(false);
    expect(stderr).toContain('each thread would start another one');
    expect(stderr.match(/Exception in/g)!.length).toBeLessThan(10);
  });

  test('runs when it is guarded', async () => {
    expect(await run('guarded')).toMatchObject({ code: 0, stdout: 'ran\n', stderr: '' });
  });

  test('may start itself once it is loaded', async () => {
    expect(await run('later')).toMatchObject({ code: 0, stdout: 'ended\n', stderr: '' });
  });
});
