import { Once } from '@sync/once';

const once = new Once();
once.runAsync(() => new Promise(() => undefined));
await once.runAsync(() => 1, { timeout: 200 }).catch((error) => console.log(error.name));
