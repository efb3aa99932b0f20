import { deserialize, serialize } from 'node:v8';
import { decode, encode } from '@sync/codec';
import type { Attached, JavaScriptContender } from '../lock-shapes.ts';
import { packageVersion } from './package-version.ts';

/** A way from a value to a copy of it that another thread could have. */
function copying(copy: (value: unknown) => unknown, version = process.version): JavaScriptContender {
  const attached: Attached = { copying: { copy } };
  return {
    version: () => Promise.resolve(version),
    create: () => Promise.resolve(undefined),
    attach: () => Promise.resolve(attached),
  };
}

/** `encode` and `decode`. */
export const syncCodec: JavaScriptContender = {
  ...copying((value) => decode(encode(value))),
  version: () => packageVersion('@sync/codec'),
};

/** Node's own structured clone to bytes and back. */
export const v8Serialize: JavaScriptContender = copying((value) => deserialize(serialize(value)) as unknown);

/** The platform's structured clone, whose bytes nobody sees. */
export const structuredCloning: JavaScriptContender = copying((value) => structuredClone(value));

/** Text. */
export const json: JavaScriptContender = copying((value) => JSON.parse(JSON.stringify(value)) as unknown);
