import * as codec from '@sync/codec';
import { expect, test } from 'vitest';

test('the public names are these, and no others', () => {
  expect(Object.keys(codec).sort()).toEqual(['checkTravels', 'decode', 'decodeError', 'decodeFrom', 'encode', 'encodeError', 'encodeInto', 'prepare']);
});
