import { isHandle, isReceivable, receive, walk } from '@sync/atomics/internal';
import type { Left, ThreadCore } from './core.ts';
import { attachCore } from './our-thread.ts';
import { fieldsOf } from './fields.ts';
import { functionOf } from './function-text.ts';
import { importModule, importPackages } from './import-module.ts';
import type { Job } from './job.ts';
import { becomes, knownThreads } from './known-threads.ts';
import type { Thread } from './thread.ts';

/** What a worker serves, by name. */
export type Served = Readonly<Record<string, unknown>>;

type Runnable = (...args: unknown[]) => unknown;

/** What the thread is to do, ready to be called. */
export async function loadTarget(job: Job, served: Served | undefined, core: ThreadCore): Promise<() => Promise<Left>> {
  const { load } = job;
  if (load.by === 'text') return call(job, functionOf(load.text));
  if (load.by === 'serve') return call(job, exported(served ?? {}, load.name, 'the worker serves'));
  const known = knownThreads();
  known.loading = [...job.loading, load.module];
  const module = await importModule(load.module);
  known.loading = [];
  const found = exported(module, load.name, 'it exports');
  return load.isClass ? run(job, found, core) : call(job, found);
}

function exported(module: Served, name: string, what: string): Runnable {
  const found = module[name];
  if (typeof found === 'function') return found as Runnable;
  const names = Object.keys(module);
  const there = names.length === 0 ? 'nothing' : names.join(', ');
  throw new TypeError(
    found === undefined ? `there is no export '${name}'; ${what} ${there}` : `'${name}' is no function`,
  );
}

async function call(job: Job, fn: Runnable): Promise<() => Promise<Left>> {
  const args = (await received(job.args, job)) as unknown[];
  return async () => ({ result: await fn(...args) });
}

/** The object as it was, but for what cannot travel; its constructor is not called. */
async function run(job: Job, type: { readonly prototype: object }, core: ThreadCore): Promise<() => Promise<Left>> {
  const object = Object.create(type.prototype) as Thread;
  attachCore(object, core);
  const fields = (await received(job.fields ?? {}, job)) as object;
  Object.defineProperties(object, Object.getOwnPropertyDescriptors(fields));
  becomes(object);
  return async () => ({ result: await object.run(), fields: fieldsOf(object) });
}

/** With primitives in the place of handles; packages that are missing for them are imported. */
async function received(value: unknown, { load, startedAt }: Job): Promise<unknown> {
  const missing = new Set<string>();
  walk(value, (found) => {
    if (!isHandle(found)) return undefined;
    if (!isReceivable(found)) missing.add(found.module);
    return found;
  });
  const from = load.by === 'module' ? load.module : /(file:\/\/\/?[^\s)]+?|\/[^\s()]+?):\d+:\d+/.exec(startedAt)?.[1];
  if (missing.size > 0) await importPackages(missing, from);
  return receive(value);
}
