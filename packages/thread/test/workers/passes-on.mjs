import { Thread } from '@sync/thread';

export default function (counter, depth) {
  counter.increment();
  if (depth > 0) new Thread(import.meta.url, { args: [counter, depth - 1] }).start().join({ timeout: 10_000 });
}
