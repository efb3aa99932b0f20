import type { Callable } from '@sync/thread';
import type { Transferring } from './transferring.ts';

/** The tasks of a module, by their names: its functions. */
export type TasksOf<Module> = { readonly [Name in keyof Module as Module[Name] extends Callable ? Name : never]: Module[Name] };

/** The name of a task; any, if nothing is known of the module. */
export type TaskName<Module> = unknown extends Module ? string : keyof TasksOf<Module> & string;

/** The function of a task. */
type TaskFunction<Module, Name> = unknown extends Module
  ? // Nothing is known of it.
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    (...args: any[]) => any
  : Name extends keyof Module
    ? Extract<Module[Name], Callable>
    : never;

/** What a task is called with. */
export type TaskArgs<Module, Name> = TaskFunction<Module, Name> extends (...args: infer Args) => unknown ? Args : never;

/** What comes of a task. */
export type TaskResult<Module, Name> = TaskFunction<Module, Name> extends (...args: never[]) => infer Result ? Unwrapped<Awaited<Result>> : never;

/** What comes of a function's task. */
export type Unwrapped<T> = T extends Transferring<infer Value> ? Value : T;
