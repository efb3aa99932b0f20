import { platformProcess } from './platform.ts';

/** What is published, each on a channel of its own: `sync:abandoned`, and so on. */
export interface Reports {
  /** A thread was found dead that held a lock. */
  readonly abandoned: { readonly lock: string; readonly owner: number };
  /** A thread gives up, since it waits in a circle. */
  readonly deadlock: { readonly error: Error };
  /** A blocking call has waited for a second. */
  readonly 'long-wait': { readonly waitsFor: string; readonly thread: number; readonly milliseconds: number };
}

interface Channel {
  readonly hasSubscribers: boolean;
  publish(message: object): void;
}

interface DiagnosticsChannel {
  channel(name: string): Channel;
}

/**
 * Tells those who listen on the runtime's `diagnostics_channel`, where there is one, in the
 * thread that noticed it.
 *
 * @param message made only if somebody listens
 */
export function report<Event extends keyof Reports>(event: Event, message: () => Reports[Event]): void {
  const diagnostics = platformProcess()?.getBuiltinModule?.('node:diagnostics_channel') as DiagnosticsChannel | undefined;
  const channel = diagnostics?.channel(`sync:${event}`);
  if (channel?.hasSubscribers === true) channel.publish(message());
}
