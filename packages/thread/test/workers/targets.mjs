import { currentThread, isMainThread, threadId } from '@sync/thread';

export default function add(a, b) {
  return a + b;
}

export async function later(value) {
  await new Promise((resolve) => setTimeout(resolve, 1));
  return value;
}

export function whoAmI() {
  const { id, name, daemon, isAlive, nativeId } = currentThread();
  return { id, threadId: threadId(), name, daemon, isAlive, nativeId, isMainThread };
}

export function echo(...args) {
  return args;
}

export const notCallable = 7;
