import { parentPort, workerData } from 'node:worker_threads';
import { attach } from './attachment.ts';
import type { Attached } from './attachment.ts';
import { recordError } from './remote-error.ts';
import type { Call, Here, Reply, SubjectRecord } from './remote-thread.ts';

/** The far side of a `RemoteThread`: runs the functions that it is sent. */

const { prelude } = workerData as { prelude: string | undefined };
const compile = (source: string): unknown => (0, eval)(`(${source})`);
if (prelude !== undefined) (compile(prelude) as () => void)();

const subjects = new Map<number, Promise<Here<unknown>>>();
const kept: Record<string, unknown> = {};

async function enter({ handle, how, words, flags }: SubjectRecord): Promise<Here<unknown>> {
  const { lock, opponent }: Attached<unknown> = await attach(handle, how);
  return { lock, opponent, words, flags, kept, load: (module) => import(module) as Promise<Record<string, unknown>> };
}

async function answer(call: Call): Promise<void> {
  let reply: Reply;
  try {
    let here = subjects.get(call.subject.id);
    if (here === undefined) subjects.set(call.subject.id, (here = enter(call.subject)));
    const fn = compile(call.source) as (here: Here<unknown>, ...args: readonly unknown[]) => unknown;
    reply = { id: call.id, value: await fn(await here, ...call.args) };
  } catch (thrown) {
    reply = { id: call.id, error: recordError(thrown) };
  }
  parentPort?.postMessage(reply);
}

parentPort?.on('message', (call: Call) => void answer(call));
