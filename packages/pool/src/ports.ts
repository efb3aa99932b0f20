import { receiveMessageOnPort } from '@sync/thread/internal';
import type { Port } from './messages.ts';

/** Takes what comes through a port, when the event loop turns. */
export function listenTo(port: Port, take: (message: never) => void): void {
  const takeAny = take as (message: unknown) => void;
  if (port.on === undefined) port.onmessage = ({ data }) => { takeAny(data); };
  else port.on('message', takeAny);
}

/** Takes what has come through a port, without the event loop; where the runtime cannot, nothing. */
export function takeFrom(port: Port, take: (message: never) => void): void {
  for (let found = receiveMessageOnPort(port); found !== undefined; found = receiveMessageOnPort(port)) take(found.message as never);
}
