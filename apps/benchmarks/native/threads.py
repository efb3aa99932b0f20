"""threading.Thread: started and joined."""

import threading

from harness import Work


def nothing():
    pass


def start_and_join(how_many):
    def run(task, me):
        count = 0
        while not task.stop:
            started = [threading.Thread(target=nothing) for _ in range(how_many)]
            for thread in started:
                thread.start()
            for thread in started:
                thread.join()
            count += how_many
        task.counts[me - 1] = count

    return Work(run)


THREAD_WORKS = {"start-join": start_and_join(1), "start-join-8": start_and_join(8)}
