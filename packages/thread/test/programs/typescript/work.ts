import { isMainThread } from '@sync/thread';
import { shout, type Shouted } from './shout.ts';

export function work(name: string): Shouted {
  return shout(`${name} ${String(isMainThread)}`);
}

export function fails(): never {
  throw new Error('fails on purpose');
}
