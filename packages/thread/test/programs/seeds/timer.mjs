// One timer is cancelled in time, the other runs.
import { Timer, isMainThread } from '@sync/thread';

export const remind = (what) => console.log(`do not forget ${what}`);

if (isMainThread) {
  const never = new Timer(600_000, import.meta.url, { export: 'remind', args: ['the rest'] }).start();
  console.log(never.cancel(), never.join());
  const started = performance.now();
  const soon = new Timer(100, import.meta.url, { export: 'remind', args: ['the milk'] }).start();
  soon.join();
  console.log(performance.now() - started >= 100, soon.cancel());
}
