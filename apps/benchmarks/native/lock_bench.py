"""A contender in Python: threading.Lock or threading.RLock. Same line protocol, same rounds as lock-bench.c."""

import json
import platform
import sys
import threading
import time
from itertools import repeat

SUB_BUCKETS = 16
MOST_BETWEEN_LOOKS = 256
now = time.perf_counter_ns
LOCKS = {"python-lock": threading.Lock, "python-rlock": threading.RLock}


def bucket_of(ns):
    if ns < SUB_BUCKETS:
        return ns
    octave = ns.bit_length() - 1
    return (octave - 3) * SUB_BUCKETS + ((ns >> (octave - 4)) & (SUB_BUCKETS - 1))


def bucket_value(index):
    if index < SUB_BUCKETS:
        return index
    octave = index // SUB_BUCKETS + 3
    return (1 << octave) + (index % SUB_BUCKETS + 0.5) * (1 << (octave - 4))


def next_interval(every, elapsed):
    if elapsed > 100_000:
        return 1
    if elapsed > 16_000:
        return max(1, every // 2)
    return every * 2 if elapsed < 4_000 and every < MOST_BETWEEN_LOOKS else every


def work(state, turns):
    for _ in repeat(None, turns):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
    return state


def work_ns(turns, calls, trials):
    best = float("inf")
    for _ in range(trials):
        start = now()
        for _ in repeat(None, calls):
            work(1, turns)
        best = min(best, (now() - start) / calls)
    return best


def turns_for(ns):
    return 0 if ns <= 0 else max(1, round(ns / (work_ns(10_000, 1, 20) / 10_000)))


class Round:
    """What the threads of one round share."""

    def __init__(self, kind, threads, locks, private_turns, section_turns):
        self.kind, self.threads, self.locks = kind, threads, locks
        self.private_turns, self.section_turns = private_turns, section_turns
        self.words = [0, 0, 0, 0, 0, 0]
        self.stop = False
        self.holding = threading.Semaphore(0)
        self.counts = [0] * threads
        self.buckets = {}
        self.longest = 0
        self.seconds = None
        self.merge = threading.Lock()


def uncontended(task, me):
    acquire, release = task.locks[0].acquire, task.locks[0].release
    count = 0
    while not task.stop:
        for _ in repeat(None, 1000):
            acquire()
            release()
        count += 1000
    task.counts[me - 1] = count


def contended(task, me):
    acquire, release, words = task.locks[0].acquire, task.locks[0].release, task.words
    private_turns, section_turns = task.private_turns, task.section_turns
    state, count, every, left, longest, buckets = me, 0, 1, 1, 0, {}
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
        words[0] += 1
        words[1] += 1
        words[2] += 1
        words[3] += 1
        if words[4] != me:
            words[4] = me
            words[5] += 1
        if section_turns:
            state = work(state, section_turns)
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
    locks, count, step = task.locks, 0, me - 1
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


def idle(task, me):
    if me == 1:
        task.locks[0].acquire()
        for _ in range(task.threads - 1):
            task.holding.release()
        while not task.stop:
            time.sleep(0.05)
    else:
        task.holding.acquire()
        task.locks[0].acquire()
    task.locks[0].release()


WORKS = {"uncontended": uncontended, "contended": contended, "handover": handover, "idle": idle}


def percentiles(buckets):
    total, seen, wanted, found = sum(buckets.values()), 0, [0.5, 0.99, 0.999], []
    for bucket in sorted(buckets):
        seen += buckets[bucket]
        while len(found) < len(wanted) and seen >= wanted[len(found)] * total:
            found.append(bucket_value(bucket))
    return found


def run(make_lock, kind, threads, calibrated, ms):
    private_turns, section_turns, private_ns, section_ns = calibrated
    task = Round(kind, threads, [make_lock() for _ in range(3)], private_turns, section_turns)
    started = [threading.Thread(target=WORKS[kind], args=(task, i + 1)) for i in range(threads)]
    cpu, start = time.process_time(), now()
    for thread in started:
        thread.start()
    if kind == "idle":
        time.sleep(0.3)
        cpu, start = time.process_time(), now()
    time.sleep(ms / 1000)
    idle_cpu, seconds = time.process_time() - cpu, (now() - start) / 1e9
    task.stop = True
    for thread in started:
        thread.join()
    operations = sum(task.counts)
    answer = {
        "operations": operations,
        "counts": task.counts,
        "seconds": task.seconds or seconds,
        "cpuSeconds": idle_cpu if kind == "idle" else time.process_time() - cpu,
        "privateNs": private_ns,
        "sectionNs": section_ns,
        "exact": kind != "contended" or all(word == operations for word in task.words[:4]),
    }
    if kind == "contended":
        p50, p99, p999 = percentiles(task.buckets)
        answer["handovers"] = task.words[5]
        answer["waits"] = {"p50": p50, "p99": p99, "p999": p999, "max": task.longest}
    if kind == "idle":
        answer["waiters"] = threads - 1
    return answer


def calibrate(private_ns, section_ns):
    private_turns, section_turns = turns_for(private_ns), turns_for(section_ns)
    return (
        private_turns,
        section_turns,
        work_ns(private_turns, 100, 20) if private_turns else 0,
        work_ns(section_turns, 1, 20) if section_turns else 0,
    )


def say(answer):
    print(json.dumps(answer), flush=True)


def main():
    make_lock, calibrated = LOCKS[sys.argv[1]], None
    say({"ready": True, "version": platform.python_implementation() + " " + platform.python_version()})
    for line in sys.stdin:
        words = line.split()
        if len(words) != 7 or words[0] != "run" or words[2] not in WORKS:
            say({"error": "not understood"})
            continue
        _, _, kind, threads, private_ns, section_ns, ms = words
        calibrated = calibrated or calibrate(float(private_ns), float(section_ns))
        say(run(make_lock, kind, int(threads), calibrated, int(ms)))


main()
