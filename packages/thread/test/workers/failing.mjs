import { Lock } from '@sync/lock';

export class HttpError extends RangeError {
  name = 'HttpError';
  code = 'E_HTTP';
  status = 404;
}

const thrown = {
  custom: () => new HttpError('not found', { cause: new TypeError('no route') }),
  aggregate: () => new AggregateError([new TypeError('one'), 2], 'both'),
  system: () => Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT', errno: -2, path: '/x' }),
  functions: () => Object.assign(new Error('with a function'), { retry: () => 1 }),
  text: () => 'only a text',
  undefined: () => undefined,
  null: () => null,
  number: () => 7,
  object: () => ({ reason: 'of an own kind' }),
  function: () => () => 1,
  huge: () => new Error('x'.repeat(30_000_000)),
};

export function throws(what) {
  throw thrown[what]();
}

export async function rejects(what) {
  await null;
  throw thrown[what]();
}

export function unhandled() {
  void Promise.reject(new RangeError('nobody looks'));
  return new Promise((resolve) => setTimeout(resolve, 60_000));
}

export function uncaught() {
  setTimeout(() => {
    throw new RangeError('in a timer');
  });
  return new Promise((resolve) => setTimeout(resolve, 60_000));
}

export const exits = (code) => process.exit(code);

export const exitsLater = () => new Promise(() => setTimeout(() => process.exit(), 1));

export const idle = () => new Promise(() => undefined);

export function deep(depth = 0) {
  return deep(depth + 1) + 1;
}

export function fills() {
  const kept = [];
  for (;;) kept.push(new Array(100_000).fill({}).map(() => ({ a: 1 })));
}

export const returns = {
  function: () => ({ list: [1, { callback: () => 1 }] }),
  symbol: () => Symbol('mine'),
  weak: () => ({ cache: new WeakMap() }),
  lockAndFunction: () => ({ lock: new Lock(), callback: () => 1 }),
};

export const returnsWhat = (what) => returns[what]();

export function spins() {
  for (;;);
}
