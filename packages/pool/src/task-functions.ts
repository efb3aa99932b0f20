import type { Future } from './future.ts';
import type { TaskArgs, TaskResult, TasksOf } from './task-types.ts';

/** The tasks of a pool, as functions whose results are futures. */
export type TaskFunctions<Module> = {
  readonly [Name in keyof TasksOf<Module>]: (...args: TaskArgs<Module, Name>) => Future<TaskResult<Module, Name>>;
};

/** Makes them: whatever name is asked for, nothing is known here of what there is. */
export function taskFunctions<Module>(submit: (name: string, args: unknown[]) => Future<unknown>): TaskFunctions<Module> {
  return new Proxy(Object.create(null) as TaskFunctions<Module>, {
    // An object that is awaited is asked for `then`.
    get: (_, name) => (typeof name === 'string' && name !== 'then' ? (...args: unknown[]) => submit(name, args) : undefined),
  });
}
