"""A list under a threading.Lock."""

import threading

from harness import Work


class Shared:
    def __init__(self):
        self.lock = threading.Lock()
        self.list = list(range(10))


def change(task, me):
    shared, words = task.objects[0], task.words
    count = 0
    while not task.stop:
        for _ in range(10):
            with shared.lock:
                shared.list[0] += 1
                words[0] += 1
        count += 10
    task.counts[me - 1] = count


LIST_WORKS = {"shared-list": Work(change, lambda task: task.words[0] == sum(task.counts))}
