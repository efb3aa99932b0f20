import { Queue } from '@sync/queue';

await new Queue().getAsync({ timeout: 200 }).catch((error) => console.log(error.name));
