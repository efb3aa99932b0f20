import { Condition } from '@sync/condition';

const condition = new Condition();
condition.acquire();
console.log(await condition.waitAsync({ timeout: 200 }));
