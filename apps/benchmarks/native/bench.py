"""A contender in Python: one of the classes of threading, named by the argument."""

import sys
import threading

from barriers import BARRIER_WORKS
from conditions import CONDITION_WORKS
from events import EVENT_WORKS
from harness import serve
from lists import LIST_WORKS, Shared
from locks import LOCK_WORKS, PERMITS_AT_FIRST, SEMAPHORE_WORKS
from pools import POOLS
from queues import QUEUES
from thread_locals import THREAD_LOCAL_WORKS
from threads import THREAD_WORKS


def three(make_one):
    return lambda kind, threads: [make_one() for _ in range(3)]


CONTENDERS = {
    "python-lock": (three(threading.Lock), LOCK_WORKS),
    "python-rlock": (three(threading.RLock), LOCK_WORKS),
    "python-semaphore": (
        lambda kind, threads: [threading.Semaphore(PERMITS_AT_FIRST[kind]) for _ in range(2)],
        SEMAPHORE_WORKS,
    ),
    "python-event": (three(threading.Event), EVENT_WORKS),
    "python-condition": (three(threading.Condition), CONDITION_WORKS),
    "python-barrier": (lambda kind, threads: [threading.Barrier(threads)], BARRIER_WORKS),
    **POOLS,
    **QUEUES,
    "python-list": (lambda kind, threads: [Shared()], LIST_WORKS),
    "python-thread": (lambda kind, threads: [], THREAD_WORKS),
    "python-thread-local": (lambda kind, threads: [threading.local() for _ in range(4)], THREAD_LOCAL_WORKS),
}

serve(*CONTENDERS[sys.argv[1]])
