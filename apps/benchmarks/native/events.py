"""threading.Event: free, to and fro between two threads, waited for."""

from harness import Work, idle, repeat, repeat_until_stopped
from ping_pong import ping_pong


def wait_on_set(task, me):
    event = task.objects[0]
    event.set()

    def batch(wait=event.wait):
        for _ in repeat(None, 1000):
            wait()

    repeat_until_stopped(task, me, batch)


def set_and_clear(task, me):
    event = task.objects[0]

    def batch(set_it=event.set, clear=event.clear):
        for _ in repeat(None, 1000):
            set_it()
            clear()

    repeat_until_stopped(task, me, batch)


def take(event):
    event.wait()
    event.clear()


def keep_shut(task, during):
    during(task)
    task.objects[0].set()


EVENT_WORKS = {
    "event-wait": Work(wait_on_set),
    "event-set-clear": Work(set_and_clear),
    "ping-pong": ping_pong(take, lambda event: event.set()),
    "idle": idle(keep_shut, lambda task: task.objects[0].wait()),
}
