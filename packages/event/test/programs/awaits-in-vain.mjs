import { Event } from '@sync/event';

console.log(await new Event().waitAsync({ timeout: 200 }));
