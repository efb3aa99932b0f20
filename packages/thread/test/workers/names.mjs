import { currentThread, mainThread } from '@sync/thread';

/** The names that it has, one after the other: it changes its own, and another thread does, too. */
export function rename(renamed, gate) {
  const me = currentThread();
  const names = [me.name];
  me.name = `${me.name}, by itself`;
  names.push(me.name);
  renamed.set();
  gate.wait({ timeout: 10_000 });
  return [...names, me.name];
}

export function main() {
  const { id, name } = mainThread();
  return { id, name, isCurrent: mainThread() === currentThread() };
}
