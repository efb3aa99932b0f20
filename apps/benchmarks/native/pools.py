"""The executors of concurrent.futures. One thread submits, and looks at each result; the others of a round do nothing."""

import hashlib
import time
from collections import deque
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from harness import Work, bucket_of, now

BURST = 10_000
PER_MS = 5
FIRST, LAST = 3, 4
BLOCKS = 2000
LONG_MS, SHORT = 50, 200


def add(a):
    return a + 1


def ends(some):
    return len(some) + some[0] + some[-1]


def busy(ms):
    end = now() + ms * 1e6
    while now() < end:
        pass
    return ms


def hash_blocks(start):
    whole = hashlib.sha256()
    for number in range(start, BLOCKS, 2):
        whole.update(hashlib.sha256(bytes([number & 0xFF]) * 65_536).digest())
    return whole.hexdigest()


class Clock:
    """Notes each wait."""

    def __init__(self, task):
        self.task = task

    def add(self, ns):
        buckets, bucket = self.task.buckets, bucket_of(ns)
        buckets[bucket] = buckets.get(bucket, 0) + 1
        self.task.longest = max(self.task.longest, ns)


def expect(task, result, wanted):
    if result != wanted:
        task.words[0] = 1


def window(width, fn, make, wanted):
    """As many tasks as the window is wide are on their way."""

    def run(task, submit):
        count, on_their_way = 0, deque()
        while not task.stop:
            while len(on_their_way) < width:
                argument = make(count)
                on_their_way.append((submit(fn, argument), wanted(argument)))
                count += 1
            future, result = on_their_way.popleft()
            expect(task, future.result(), result)
        for future, result in on_their_way:
            expect(task, future.result(), result)
        return count

    return run


def burst(task, submit):
    count = 0
    while not task.stop:
        futures = [submit(add, a) for a in range(BURST)]
        for a, future in enumerate(futures):
            expect(task, future.result(), a + 1)
        count += BURST
    return count


def steady(task, submit):
    start, futures, clock = now(), [], Clock(task)

    def follow(a):
        at = now()

        def done(future):
            clock.add(now() - at)
            expect(task, future.result(), a + 1)

        future = submit(add, a)
        future.add_done_callback(done)
        return future

    while not task.stop:
        while len(futures) < (now() - start) / 1e6 * PER_MS:
            futures.append(follow(len(futures)))
        time.sleep(0.001)
    for future in futures:
        future.result()
    return len(futures)


def latency(idle_ms):
    def run(task, submit):
        count, waited, clock = 0, 0, Clock(task)
        while not task.stop:
            if idle_ms:
                time.sleep(idle_ms / 1000)
            at = now()
            result = submit(add, count).result()
            wait = now() - at
            count += 1
            expect(task, result, count)
            clock.add(wait)
            waited += wait
        task.seconds = waited / 1e9
        return count

    return run


def hashing(task, submit):
    count, wanted = 0, [hash_blocks(0), hash_blocks(1)]
    start = now()
    while count == 0 or not task.stop:
        futures = [submit(hash_blocks, half) for half in (0, 1)]
        for future, result in zip(futures, wanted):
            expect(task, future.result(), result)
        count += 1
    task.seconds = (now() - start) / 1e9
    return count


def mixed(task, submit):
    count, waited = 0, 0
    while count == 0 or not task.stop:
        at = now()
        long = submit(busy, LONG_MS)
        futures = [submit(add, a) for a in range(SHORT)]
        for a, future in enumerate(futures):
            expect(task, future.result(), a + 1)
        waited += now() - at
        expect(task, long.result(), LONG_MS)
        count += 1
    task.seconds = waited / 1e9
    return count


def start(task, make):
    count, waited = 0, 0
    while count == 0 or not task.stop:
        at = now()
        executor = make()
        result = executor.submit(add, count).result()
        waited += now() - at
        count += 1
        expect(task, result, count)
        executor.shutdown()
    task.seconds = waited / 1e9
    return count


def argument(size):
    some = bytearray(size)
    some[0], some[-1] = FIRST, LAST
    some = bytes(some)
    return lambda count: some


def alone(run, own_pools=False):
    """The first thread of a round submits. The pool is made and ended in the round: processes count when they have ended."""

    def one(task, me):
        if me != 1:
            return
        make = task.objects[0]
        if own_pools:
            task.counts[0] = run(task, make)
            return
        with make() as executor:
            for future in [executor.submit(add, a) for a in range(100)]:
                future.result()
            begun = now()
            task.counts[0] = run(task, executor.submit)
            task.seconds = task.seconds or (now() - begun) / 1e9

    return Work(one, lambda task: task.words[0] == 0)


def tiny(width):
    return window(width, add, lambda count: count, lambda a: a + 1)


def passing(size, width):
    return window(width, ends, argument(size), lambda some: len(some) + FIRST + LAST)


POOL_WORKS = {
    "pool-window-1000": alone(tiny(1000)),
    "pool-window-16": alone(tiny(16)),
    "pool-burst": alone(burst),
    "pool-steady": alone(steady),
    "pool-latency-0": alone(latency(0)),
    "pool-latency-1": alone(latency(1)),
    "pool-latency-20": alone(latency(20)),
    "pool-1kb": alone(passing(1024, 16)),
    "pool-1mb": alone(passing(1024 * 1024, 4)),
    "pool-hash": alone(hashing),
    "pool-mixed": alone(mixed),
    "pool-start": alone(start, own_pools=True),
}


def threads(kind, workers):
    return [lambda: ThreadPoolExecutor(workers)]


def processes(kind, workers):
    return [lambda: ProcessPoolExecutor(workers)]


POOLS = {"python-thread-pool": (threads, POOL_WORKS), "python-process-pool": (processes, POOL_WORKS)}
