"""threading.Condition: free, to and fro between two threads, between producers and consumers, waited for."""

from harness import Work, idle, now, repeat, repeat_until_stopped

LAST_TURN = 3
CAPACITY = 16

# Under the condition's lock, of a round's words: whose turn it is, or whether what is waited for has come; the items in
# the room, the producers that have ended, the items put and taken.
TURN, OPEN, ITEMS, ENDED, PUT, TAKEN = 0, 0, 0, 1, 2, 3


def notify(task, me):
    condition = task.objects[0]

    def batch(notify_one=condition.notify):
        for _ in repeat(None, 1000):
            notify_one()

    with condition:
        repeat_until_stopped(task, me, batch)


def turns(task, me):
    condition, words, count, first = task.objects[0], task.words, 0, now()
    with condition:
        if me == 1:
            words[TURN] = 1
        while True:
            while words[TURN] != me and words[TURN] != LAST_TURN:
                condition.wait()
            if words[TURN] == LAST_TURN:
                break
            count += 1
            words[TURN] = LAST_TURN if me == 1 and task.stop else 3 - me
            condition.notify()
    task.counts[me - 1] = count
    if me == 1:
        task.seconds = (now() - first) / 1e9


def produce(task, condition, words):
    while not task.stop:
        with condition:
            while words[ITEMS] == CAPACITY:
                condition.wait()
            words[ITEMS] += 1
            words[PUT] += 1
            condition.notify()
    with condition:
        words[ENDED] += 1
        condition.notify_all()


def consume(task, me, condition, words):
    count, all_ended = 0, (task.threads + 1) // 2
    while True:
        with condition:
            while words[ITEMS] == 0 and words[ENDED] < all_ended:
                condition.wait()
            if words[ITEMS] == 0:
                break
            words[ITEMS] -= 1
            words[TAKEN] += 1
            condition.notify()
        count += 1
    task.counts[me - 1] = count


def producers(task, me):
    """Odd threads put, even ones take; condition-bench.c says why nobody is missed."""
    if me % 2 == 1:
        produce(task, task.objects[0], task.words)
    else:
        consume(task, me, task.objects[0], task.words)


def nothing_lost(task):
    return task.words[PUT] == task.words[TAKEN] == sum(task.counts)


def keep_shut(task, during):
    during(task)
    with task.objects[0]:
        task.words[OPEN] = 1
        task.objects[0].notify_all()


def let_pass(task):
    with task.objects[0]:
        while not task.words[OPEN]:
            task.objects[0].wait()


CONDITION_WORKS = {
    "notify": Work(notify),
    "ping-pong": Work(turns, in_turns=True),
    "producers": Work(producers, exact=nothing_lost),
    "idle": idle(keep_shut, let_pass),
}
