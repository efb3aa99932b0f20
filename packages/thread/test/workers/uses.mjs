/** Uses what it is given, without an import of its own: how it knows each, and what it did with it. */
export default function ({ lock, rlock, rwlock, spin, semaphore, bounded, event, latch, barrier, condition, once, flag, counter, thread, nested }) {
  lock.run(() => undefined);
  rlock.acquire();
  rlock.acquire();
  const { depth } = rlock;
  rlock.release();
  rlock.release();
  rwlock.reader.run(() => undefined);
  rwlock.writer.run(() => undefined);
  spin.run(() => undefined);
  semaphore.acquire();
  bounded.acquire();
  bounded.release();
  event.set();
  latch.countDown();
  const { parties } = barrier;
  condition.run(() => condition.notifyAll());
  once.run(() => undefined);
  flag.testAndSet();
  counter.add(41);
  return { depth, parties, names: [lock.name, thread.name], nested: [nested.map.get('lock') === lock, nested.list[0].name, nested.set.has(event)] };
}

export function views(views) {
  return views.map((view) => [view.constructor.name, view.buffer.constructor.name, view.byteOffset, view.length ?? view.byteLength]);
}

export function takes(buffer, port) {
  port.postMessage({ bytes: buffer.byteLength });
  return new Uint8Array(buffer)[0];
}

export const changes = (value) => {
  value.list.push(2);
  value.map.set('b', 2);
  return value;
};
