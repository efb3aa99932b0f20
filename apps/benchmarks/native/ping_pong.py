"""Two blocked threads wake each other by two signals, one for each; ping-pong.h explains the order."""

from harness import Work, now


def ping_pong(take, give):
    def run(task, me):
        count, first = 0, now()
        if me == 1:
            while True:
                ended = task.stop
                if ended:
                    task.words[3] = 1
                give(task.objects[1])
                if ended:
                    break
                take(task.objects[0])
                count += 1
            task.seconds = (now() - first) / 1e9
        else:
            while True:
                take(task.objects[1])
                if task.words[3]:
                    break
                give(task.objects[0])
                count += 1
        task.counts[me - 1] = count

    return Work(run, in_turns=True)
