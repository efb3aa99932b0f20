import type { Scenario } from './scenario.ts';

const common = {
  suite: 'codec',
  group: 'copies',
  operation: 'there and back',
  threads: 1,
  ours: 'sync-codec',
  contenders: ['sync-codec', 'v8-serialize', 'structured-clone', 'json'],
} as const;

const withoutJson = { contenders: ['sync-codec', 'v8-serialize', 'structured-clone'] } as const;

/** One thread makes bytes of a value, and a value of the bytes. */
export const codecScenarios: readonly Scenario[] = [
  {
    ...common,
    id: 'codec-small',
    title: 'Codec: an object of three fields',
    about: 'One thread copies { id, name, done } through bytes, over and over.',
    work: 'copy-small',
  },
  {
    ...common,
    id: 'codec-nested',
    title: 'Codec: an object of a hundred objects',
    about: 'One thread copies an object of a hundred fields, each an object with a number, a text and an array.',
    work: 'copy-nested',
    quick: false,
  },
  {
    ...common,
    ...withoutJson,
    id: 'codec-buffer',
    title: 'Codec: a MiB of bytes',
    about: 'One thread copies an object with an array of 1 MiB.',
    work: 'copy-buffer',
    unfit: { json: 'has no bytes' },
    quick: false,
  },
  {
    ...common,
    ...withoutJson,
    id: 'codec-error',
    title: 'Codec: an error',
    about: 'One thread copies a RangeError with its cause.',
    work: 'copy-error',
    unfit: { json: 'has no errors' },
    quick: false,
  },
];
