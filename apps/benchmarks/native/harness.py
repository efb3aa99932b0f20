"""What all contenders in Python share: the line protocol and the rounds of harness.h."""

import json
import platform
import resource
import sys
import threading
import time
from itertools import repeat

SUB_BUCKETS = 16
MOST_BETWEEN_LOOKS = 256
now = time.perf_counter_ns


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


class Work:
    """One kind of work: what each thread does in a round, and whether the shared words add up afterwards."""

    def __init__(self, run, exact=lambda task: True, idles=False, in_turns=False, together=False):
        self.run, self.exact = run, exact
        self.idles = idles  # nothing happens: CPU time counts from when everybody sleeps
        self.in_turns = in_turns  # no thread may be ahead of another by more than one
        self.together = together  # an operation is done by all threads together: those of the first count


class Round:
    """What the threads of one round share."""

    def __init__(self, objects, threads, private_turns, section_turns):
        self.objects, self.threads = objects, threads
        self.private_turns, self.section_turns = private_turns, section_turns
        self.words = [0, 0, 0, 0, 0, 0]
        self.stop = False
        self.holding = threading.Semaphore(0)
        self.counts = [0] * threads
        self.inside = [0] * threads
        self.buckets = {}
        self.longest = 0
        self.seconds = None
        self.merge = threading.Lock()

    def in_turns(self):
        return max(self.counts) - min(self.counts) <= 1


def repeat_until_stopped(task, me, batch):
    """Does a batch of 1,000 over and over, until the round is over; counts the times."""
    count = 0
    while not task.stop:
        batch()
        count += 1000
    task.counts[me - 1] = count


def idle(keep_shut, let_pass):
    """What a waiter costs: thread 1 keeps something shut for the round, and sleeps; the others wait to pass."""

    def sleep_until_stopped(task):
        for _ in range(task.threads - 1):
            task.holding.release()
        while not task.stop:
            time.sleep(0.05)

    def run(task, me):
        if me == 1:
            keep_shut(task, sleep_until_stopped)
        else:
            task.holding.acquire()
            let_pass(task)

    return Work(run, idles=True)


def percentiles(buckets):
    total, seen, wanted, found = sum(buckets.values()), 0, [0.5, 0.99, 0.999], []
    for bucket in sorted(buckets):
        seen += buckets[bucket]
        while len(found) < len(wanted) and seen >= wanted[len(found)] * total:
            found.append(bucket_value(bucket))
    return found


def cpu_seconds():
    """Of this process, and of its children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def run(work, objects, threads, calibrated, ms):
    private_turns, section_turns, private_ns, section_ns = calibrated
    task = Round(objects, threads, private_turns, section_turns)
    started = [threading.Thread(target=work.run, args=(task, i + 1)) for i in range(threads)]
    cpu, start = cpu_seconds(), now()
    for thread in started:
        thread.start()
    if work.idles:
        time.sleep(0.3)
        cpu, start = cpu_seconds(), now()
    time.sleep(ms / 1000)
    idle_cpu, seconds = cpu_seconds() - cpu, (now() - start) / 1e9
    task.stop = True
    for thread in started:
        thread.join()
    answer = {
        "operations": task.counts[0] if work.together else sum(task.counts),
        "counts": task.counts,
        "seconds": task.seconds or seconds,
        "cpuSeconds": idle_cpu if work.idles else cpu_seconds() - cpu,
        "privateNs": private_ns,
        "sectionNs": section_ns,
        "exact": work.exact(task) and (not work.in_turns or task.in_turns()),
    }
    if task.buckets:
        p50, p99, p999 = percentiles(task.buckets)
        answer["waits"] = {"p50": p50, "p99": p99, "p999": p999, "max": task.longest}
    if task.words[5]:
        answer["handovers"] = task.words[5]
    if work.idles:
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


def serve(make, works):
    """Serves commands from standard input until it ends. `make(kind, threads)` makes what the threads of a round use."""
    calibrated = None
    say({"ready": True, "version": platform.python_implementation() + " " + platform.python_version()})
    for line in sys.stdin:
        words = line.split()
        if len(words) != 7 or words[0] != "run" or words[2] not in works:
            say({"error": "not understood"})
            continue
        _, _, kind, threads, private_ns, section_ns, ms = words
        calibrated = calibrated or calibrate(float(private_ns), float(section_ns))
        say(run(works[kind], make(kind, int(threads)), int(threads), calibrated, int(ms)))
