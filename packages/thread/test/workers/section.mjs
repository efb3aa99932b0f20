import { currentThread, nativeThreadId, sleep } from '@sync/thread';

/** inside: how many there are in the section, and the most that there were. */
export default function (permits, inside) {
  permits.run(() => {
    const now = Atomics.add(inside, 0, 1) + 1;
    for (let most = Atomics.load(inside, 1); most < now; most = Atomics.load(inside, 1)) Atomics.compareExchange(inside, 1, most, now);
    // The first ones stay until there are three.
    for (const limit = performance.now() + 10_000; Atomics.load(inside, 1) < 3 && performance.now() < limit; ) sleep(1);
    Atomics.sub(inside, 0, 1);
  });
  return { id: currentThread().id, nativeId: nativeThreadId() };
}
