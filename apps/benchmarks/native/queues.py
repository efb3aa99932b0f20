"""The classes of queue: numbers or dictionaries from thread to thread; put and taken by one thread."""

import queue

from harness import Work, repeat, repeat_until_stopped

CAPACITY = 1024

# Numbers stay below it, also where the last one that was put is the next one taken.
LARGEST = 2**30 - 1

# Of a round's words, of all threads together: how many items were put, the sum of their numbers; the same of those taken.
PUT, PUT_SUM, TAKEN, TAKEN_SUM = 0, 1, 2, 3


def note(task, at, count, total):
    with task.merge:
        task.words[at] += count
        task.words[at + 1] += total


def numbers(put, task, number, step):
    total = 0
    while not task.stop:
        put(number)
        total += number
        number += step
    put(0)
    return number, total


def take_numbers(get):
    count, total = 0, 0
    while True:
        number = get()
        if number == 0:
            return count, total
        total += number
        count += 1


def objects(put, task, number, step):
    total = 0
    while not task.stop:
        put({"id": number, "name": "report", "done": True})
        total += number
        number += step
    put({"id": 0, "name": "report", "done": True})
    return number, total


def take_objects(get):
    count, total = 0, 0
    while True:
        number = get()["id"]
        if number == 0:
            return count, total
        total += number
        count += 1


def between_threads(produce, consume):
    """Odd threads put, even ones take. No number is put by two; a producer's last item, 0, ends one of the consumers."""

    def run(task, me):
        if me % 2 == 1:
            first, step = (me + 1) // 2, task.threads // 2
            number, total = produce(task.objects[0].put, task, first, step)
            note(task, PUT, (number - first) // step, total)
        else:
            count, total = consume(task.objects[0].get)
            note(task, TAKEN, count, total)
            task.counts[me - 1] = count

    def exact(task):
        words = task.words
        return words[PUT] == words[TAKEN] == sum(task.counts) and words[PUT_SUM] == words[TAKEN_SUM]

    return Work(run, exact)


def put_and_take(task, me):
    """An item, which is its own priority where that counts, is a little above the last one taken."""
    items = task.objects[0]
    depth, random, last = items.qsize(), 1, 0

    def batch(put=items.put, get=items.get):
        nonlocal random, last
        for _ in repeat(None, 1000):
            random = (random * 1664525 + 1013904223) & 0x7FFFFFFF
            put((last + (random >> 8) % depth) & LARGEST)
            last = get()

    repeat_until_stopped(task, me, batch)
    task.words[0] = 0 if items.qsize() == depth else 1


QUEUE_WORKS = {
    "queue-int32": between_threads(numbers, take_numbers),
    "queue-objects": between_threads(objects, take_objects),
    "queue-put-take": Work(put_and_take, lambda task: task.words[0] == 0),
}

CLASSES = {
    "python-queue": queue.Queue,
    "python-simple-queue": queue.SimpleQueue,
    "python-lifo-queue": queue.LifoQueue,
    "python-priority-queue": queue.PriorityQueue,
}


def bounded(kind, threads):
    return [queue.Queue(CAPACITY)]


def holding(make_one, queued):
    def make(kind, threads):
        one = make_one()
        for item in range(queued):
            one.put(item)
        return [one]

    return make


# Those in which so many are queued from the beginning.
QUEUES = {"python-queue": (bounded, QUEUE_WORKS)}
for name, make_one in CLASSES.items():
    for queued in (1, 100_000):
        QUEUES[f"{name}-{queued}"] = (holding(make_one, queued), QUEUE_WORKS)
