"""A lock or a semaphore in Python: free, contended, handed over, waited for."""

import time

from harness import Work, bucket_of, idle, next_interval, now, repeat, repeat_until_stopped, work
from ping_pong import ping_pong

PERMITS = 2  # of a contended semaphore


def uncontended(task, me):
    acquire, release = task.objects[0].acquire, task.objects[0].release

    def batch(acquire=acquire, release=release):
        for _ in repeat(None, 1000):
            acquire()
            release()

    repeat_until_stopped(task, me, batch)


def contended(task, me, several=False):
    """Sections that exclude each other; or `several` at once, of which there are never more than permits."""
    acquire, release, words = task.objects[0].acquire, task.objects[0].release, task.words
    private_turns, section_turns = task.private_turns, task.section_turns
    state, count, every, left, longest, buckets = me, 0, 1, 1, 0, {}
    inside = task.inside
    block = now()
    while not task.stop:
        left -= 1
        if left == 0:
            before = now()
            elapsed = before - block
            longest = max(longest, elapsed)
            every = next_interval(every, elapsed)
            acquire()
            bucket = bucket_of(now() - before)
            buckets[bucket] = buckets.get(bucket, 0) + every
            block, left = before, every
        else:
            acquire()
        if several:
            inside[me - 1] = 1
            if sum(inside) > PERMITS:
                words[3] = 1
        else:
            words[0] += 1
            words[1] += 1
            words[2] += 1
            words[3] += 1
            if words[4] != me:
                words[4] = me
                words[5] += 1
        if section_turns:
            state = work(state, section_turns)
        if several:
            inside[me - 1] = 0
        release()
        if private_turns:
            state = work(state, private_turns)
        count += 1
    longest = max(longest, now() - block)
    with task.merge:
        task.counts[me - 1] = count
        task.longest = max(task.longest, longest)
        for bucket, weight in buckets.items():
            task.buckets[bucket] = task.buckets.get(bucket, 0) + weight


def handover(task, me):
    """Strict alternation by three locks; lock-bench.c explains the order."""
    locks, count, step = task.objects, 0, me - 1
    for index in (0, 1) if me == 1 else (2,):
        locks[index].acquire()
    task.holding.release()
    while task.holding._value < 2:
        time.sleep(0.0001)
    if me == 2:
        locks[0].acquire()
    first = now()
    while True:
        if me == 1 and task.stop:
            task.words[3] = 1
        ended = task.words[3] != 0
        locks[-step % 3].release()
        if ended:
            locks[-(step + 2) % 3].release()
            break
        locks[-(step + 1) % 3].acquire()
        count += 1
        step += 2
    task.counts[me - 1] = count
    if me == 1:
        task.seconds = (now() - first) / 1e9


def keep_shut(task, during):
    with task.objects[0]:
        during(task)


def let_pass(task):
    with task.objects[0]:
        pass


LOCK_WORKS = {
    "uncontended": Work(uncontended),
    "contended": Work(contended, exact=lambda task: all(word == sum(task.counts) for word in task.words[:4])),
    "handover": Work(handover),
    "idle": idle(keep_shut, let_pass),
}

SEMAPHORE_WORKS = {
    "uncontended": Work(uncontended),
    "permits": Work(lambda task, me: contended(task, me, several=True), exact=lambda task: task.words[3] == 0),
    "ping-pong": ping_pong(lambda semaphore: semaphore.acquire(), lambda semaphore: semaphore.release()),
    "idle": idle(keep_shut, let_pass),
}
PERMITS_AT_FIRST = {"uncontended": 1, "permits": PERMITS, "ping-pong": 0, "idle": 1}
