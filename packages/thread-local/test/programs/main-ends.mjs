import { ThreadLocal } from '@sync/thread-local';

const made = (name) => new ThreadLocal({ init: () => name, dispose: () => console.log(name) });
const first = made('first');
const second = new ThreadLocal({
  init: () => 'second',
  dispose: (value) => {
    console.log(value);
    throw new Error(`${value} failed`);
  },
});
if (first.value !== 'first' || second.value !== 'second') throw new Error('another value');
console.log('end of the program');
