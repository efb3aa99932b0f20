import { Thread, isMainThread } from '@sync/thread';

if (isMainThread) {
  const thread = new Thread(import.meta.url, { export: 'main' }).start();
  console.log(thread.result());
}

export function main() {
  return 'ran';
}
