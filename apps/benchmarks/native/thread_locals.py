"""threading.local: attributes read and written by one thread."""

from harness import Work, repeat, repeat_until_stopped


def read(task, me):
    first, second, third, fourth = task.objects
    for one in task.objects:
        one.value = 1

    def batch():
        total = 0
        for _ in repeat(None, 250):
            total += first.value
            total += second.value
            total += third.value
            total += fourth.value
        assert total == 1000

    repeat_until_stopped(task, me, batch)


def write(task, me):
    first, second, third, fourth = task.objects

    def batch():
        for i in range(0, 1000, 4):
            first.value = i
            second.value = i + 1
            third.value = i + 2
            fourth.value = i + 3
        assert fourth.value == 999

    repeat_until_stopped(task, me, batch)


THREAD_LOCAL_WORKS = {
    "variable-get": Work(read),
    "variable-set": Work(write),
}
