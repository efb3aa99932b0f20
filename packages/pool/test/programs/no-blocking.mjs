// As in a page's main thread.
Atomics.wait = () => {
  throw new TypeError('Atomics.wait cannot be called in this context');
};

const { Future, asCompleted, wait } = await import('@sync/pool');

const done = Future.resolve(42);
console.log(done.result(), wait([done]).done.size, [...asCompleted([done])].length);

const { future } = Future.withResolvers();
for (const call of [() => future.result(), () => future.exception(), () => wait([future]), () => [...asCompleted([future])], () => future.result({ timeout: 0 })]) {
  try {
    call();
    console.log('goes on');
  } catch (error) {
    console.log(error.name === 'TimeoutError' ? error.name : error.message);
  }
}
