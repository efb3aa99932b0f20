import { program } from '@sync/testing';
import { expect, test } from 'vitest';

const blocks = async (how: string): Promise<readonly string[]> => {
  const { stderr, code, stuck } = await program(new URL('programs/blocks-a-server.mjs', import.meta.url), { args: [how] });
  expect({ code, stuck }).toEqual({ code: 0, stuck: false });
  return stderr.trim().split('\n');
};

const WARNING = /Warning: the main thread has been blocked for more than a second, waiting for Lock\(jobs\), while a server is open.*acquireAsync\(\)/;

test.concurrent('a main thread that is blocked for a second while it has a server open says so, while it still is', async () => {
  expect(await blocks('a server')).toEqual([expect.stringMatching(WARNING), 'released']);
});

test.concurrent('it says so of whatever server, and whatever blocks it', async () => {
  expect(await blocks('a word')).toEqual([expect.stringMatching(/blocked for more than a second, waiting for AtomicInt32\(door\), while a server is open/)]);
});

test.concurrent('it says so once', async () => {
  expect(await blocks('twice')).toEqual([expect.stringMatching(WARNING), 'released', 'released']);
});

test.concurrent('without a server it says nothing', async () => {
  expect(await blocks('no server')).toEqual(['released']);
});

test.concurrent('another thread says nothing, also with a server', async () => {
  expect(await blocks('in a worker')).toEqual(['']);
});
