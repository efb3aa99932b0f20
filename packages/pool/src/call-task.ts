import { within } from '@sync/atomics/internal';
import { unpacked } from './call.ts';
import { perform, type Performance } from './form.ts';
import type { Inbox } from './inbox.ts';
import type { RunningTask } from './running-task.ts';
import type { Tasks } from './tasks.ts';

/** Calls the function of a task, once or more often; returns what it returns. */
export function callTask(tasks: Tasks, inbox: Pick<Inbox, 'receive'>, task: RunningTask, list: unknown): unknown {
  const call = unpacked(list as unknown[]);
  task.name = call.name;
  task.context = call.context;
  const { fn, isAsync } = tasks.find(call);
  const { form, args } = call;
  const run = (): unknown =>
    tasks.inContext(call.context, () => {
      if (form === undefined) return fn(...(args as never[]));
      return perform(form, fn as (...args: unknown[]) => unknown, args, performanceOf(tasks, inbox, task));
    });
  return isAsync ? within(task, run) : run();
}

function performanceOf(tasks: Tasks, inbox: Pick<Inbox, 'receive'>, task: RunningTask): Performance {
  return {
    check() {
      if (!task.isCancelled) return;
      inbox.receive();
      throw task.reason;
    },
    isStop: (error) => task.isCancelled && error === task.reason,
    explain: (error) => tasks.explained(error, task.name),
  };
}
