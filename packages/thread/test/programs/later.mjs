// A module that starts itself in a thread, but not while it is loaded.
import { Thread } from '@sync/thread';

export function main(depth) {
  if (depth === 0) return 'ended';
  return new Thread(import.meta.url, { export: 'main', args: [depth - 1] }).start().result();
}

if (process.argv[1].endsWith('later.mjs')) {
  const { isMainThread } = await import('@sync/thread');
  if (isMainThread) console.log(main(2));
}
