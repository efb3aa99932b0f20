import { program } from '@sync/testing';
import { describe, expect, test } from 'vitest';

describe('a pending wait and the life of the process', () => {
  const run = (name: string): ReturnType<typeof program> => program(new URL(`programs/${name}.mjs`, import.meta.url));

  test('a pending wait keeps the process alive until another thread releases', async () => {
    expect(await run('awaits-a-release')).toMatchObject({ stdout: 'acquired\n', stderr: '', code: 0, stuck: false });
  });

  test('a pending wait with a time limit keeps the process alive until the time is up', async () => {
    expect(await run('awaits-in-vain')).toMatchObject({ stdout: 'false\n', stderr: '', code: 0, stuck: false });
  });

  test('a pending wait with unref does not keep the process alive', async () => {
    expect(await run('awaits-unref')).toMatchObject({ stdout: 'end of the program\n', stderr: '', stuck: false });
  });

  test('a process whose waits are over ends by itself', async () => {
    expect(await run('has-awaited')).toMatchObject({ stdout: 'done\n', stderr: '', code: 0, stuck: false });
  });

  test('importing alone starts nothing', async () => {
    expect(await run('imports')).toMatchObject({ stdout: 'imported\n', stderr: '', code: 0, stuck: false });
  });
});
