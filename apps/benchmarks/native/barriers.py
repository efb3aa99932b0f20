"""threading.Barrier: passed by all threads together, over and over; waited for."""

from harness import Work, idle, now


def generations(task, me):
    """An operation is one generation. The first thread says before it arrives which is the last."""
    wait, words, generation, first = task.objects[0].wait, task.words, 1, now()
    while True:
        if me == 1 and task.stop:
            words[3] = generation
        wait()
        if words[3] == generation:
            break
        generation += 1
    task.counts[me - 1] = generation
    if me == 1:
        task.seconds = (now() - first) / 1e9


def keep_shut(task, during):
    during(task)
    task.objects[0].wait()


BARRIER_WORKS = {
    "barrier": Work(generations, in_turns=True, together=True),
    "idle": idle(keep_shut, lambda task: task.objects[0].wait()),
}
