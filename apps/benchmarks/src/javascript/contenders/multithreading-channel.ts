import type { JavaScriptContender } from '../lock-shapes.ts';
import type { QueueShape } from '../queue-shapes.ts';
import { packageVersion } from './package-version.ts';

const NAME = 'multithreading';

type Result = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: Error };

interface Sender {
  blockingSend(value: unknown): Result;
}

interface Receiver {
  blockingRecv(): Result;
}

interface Module {
  readonly channel: (capacity: number) => [Sender, Receiver];
  readonly Sender: object;
  readonly Receiver: object;
}

/** What goes to another thread by its own means is told by symbols that it does not export. */
function called(name: string, on: object): (value?: unknown) => unknown {
  for (let at: object | null = on; at; at = Object.getPrototypeOf(at) as object | null) {
    const symbol = Object.getOwnPropertySymbols(at).find(({ description }) => description === name);
    const found = symbol && (Reflect.get(at, symbol) as (value?: unknown) => unknown);
    if (found) return found.bind(on);
  }
  throw new Error(`${NAME} has no ${name}`);
}

function valueOf(result: Result): unknown {
  if (!result.ok) throw result.error;
  return result.value;
}

/** Its channel: JSON in shared memory, semaphores around it. */
export const multithreadingChannel: JavaScriptContender = {
  version: () => packageVersion(NAME),
  create: async ({ count }) => {
    const { channel } = (await import(NAME)) as Module;
    // Both ends hold the same: what one of them says serves both.
    return called('Thread.Serialize', channel(count)[0])();
  },
  attach: async (shared) => {
    const module = (await import(NAME)) as Module;
    const [internals] = shared as readonly [unknown];
    const sender = called('Thread.Deserialize', module.Sender)(internals) as Sender;
    const receiver = called('Thread.Deserialize', module.Receiver)(internals) as Receiver;
    const queue: QueueShape = {
      put: (item) => valueOf(sender.blockingSend(item)),
      get: () => valueOf(receiver.blockingRecv()),
    };
    return { queue };
  },
};
