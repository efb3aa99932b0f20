"""threading.Barrier: passed by all threads together, over and over; waited for."""

from harness import Work, idle, now

BETWEEN_LOOKS = 64


def generations(task, me):
    """An operation is one generation. Who ends it, and who looks whether all are together: barrier-bench.c."""
    wait, words, counts, generation, first = task.objects[0].wait, task.words, task.counts, 1, now()
    other = me % task.threads
    while True:
        if me == 1 and task.stop:
            words[3] = generation
        counts[me - 1] = generation
        wait()
        if words[3] == generation:
            break
        if generation % BETWEEN_LOOKS == 0 and counts[other] - generation not in (0, 1):
            words[2] = 1
        generation += 1
    if me == 1:
        task.seconds = (now() - first) / 1e9


def keep_shut(task, during):
    during(task)
    task.objects[0].wait()


BARRIER_WORKS = {
    "barrier": Work(generations, exact=lambda task: task.words[2] == 0, together=True),
    "idle": idle(keep_shut, lambda task: task.objects[0].wait()),
}
