// A thread of a thread of a thread fails; there is a hook in main, or in the middle, or in both.
import { Thread, setExceptHook } from '@sync/thread';

const told = (where) => ({ error, thread }) => console.log(`${where} is told of ${thread.name}: ${error.message}`);

export function below(hooked, depth) {
  if (hooked === depth) setExceptHook(told(`depth ${depth}`));
  if (depth === 2) throw new RangeError('from below');
  const thread = new Thread(import.meta.url, { export: 'below', name: `depth ${depth + 1}`, args: [hooked, depth + 1] }).start();
  return new Promise((resolve) => setTimeout(resolve, 60_000, thread.joinAsync().then(resolve)));
}

const { isMainThread } = await import('@sync/thread');
if (isMainThread) {
  const [how, middle] = process.argv.slice(2);
  if (how === 'main') setExceptHook(told('main'));
  const thread = new Thread(import.meta.url, { export: 'below', name: 'depth 0', args: [Number(middle ?? -1), 0] }).start();
  await thread.joinAsync();
}
