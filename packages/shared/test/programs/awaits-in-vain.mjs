import { Guarded } from '@sync/shared';

const guarded = new Guarded({ initial: [], maxBytes: 20 });
guarded.hold();
await guarded.holdAsync({ timeout: 200 }).catch((error) => console.log(error.name));
