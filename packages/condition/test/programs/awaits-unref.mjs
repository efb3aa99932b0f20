import { Condition } from '@sync/condition';

const condition = new Condition();
const wait = (options) => {
  condition.acquire();
  return condition.waitAsync({ unref: true, ...options });
};
wait().then(() => console.log('notified'));
wait({ timeout: 60_000 }).then(() => console.log('time is up'));
const other = new Condition();
other.acquire();
other.waitAsync({ unref: true }).then(() => console.log('has the lock'));
other.acquire();
other.notify();
console.log('end of the program');
