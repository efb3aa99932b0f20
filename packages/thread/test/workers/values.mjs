import { Lock } from '@sync/lock';
import { currentThread } from '@sync/thread';

const VALUES = {
  undefined,
  null: null,
  numbers: [1.5, -0, NaN, Infinity],
  bigint: -(2n ** 70n),
  text: 'Zeichen 🧵 \ud800',
  map: new Map([[1, new Set(['a'])], [{ a: 1 }, new Date(0)]]),
  regexp: /a(b)?/giu,
  array: new Float64Array([1, 2, 3]),
  promise: new Promise((resolve) => setTimeout(resolve, 2, 'settled')),
  thenable: { then: (resolve) => resolve('settled too') },
};

export const value = (name) => VALUES[name];

export const shared = () => ({
  lock: new Lock({ name: 'made there' }),
  memory: Object.assign(new Int32Array(new SharedArrayBuffer(8)), [1, 2]),
  thread: currentThread(),
});

export function large(size) {
  const bytes = new Uint8Array(size);
  bytes[0] = 1;
  bytes[size - 1] = 2;
  return bytes;
}
