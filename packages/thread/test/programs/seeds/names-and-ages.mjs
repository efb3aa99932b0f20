// Two threads print; the main thread waits for both and says so.
import { Thread, currentThread, isMainThread } from '@sync/thread';

export function print(kind, values) {
  for (const value of values) console.log(`${currentThread().name}: ${kind} ${value}`);
}

if (isMainThread) {
  const names = new Thread(import.meta.url, { export: 'print', name: 'names', args: ['name', ['Ann', 'Ben', 'Cleo']] });
  const ages = new Thread(import.meta.url, { export: 'print', name: 'ages', args: ['age', [31, 27, 45]] });
  names.start();
  ages.start();
  names.join();
  ages.join();
  console.log('both have printed');
}
