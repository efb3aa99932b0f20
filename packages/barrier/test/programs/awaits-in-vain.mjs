import { Barrier } from '@sync/barrier';

await new Barrier(2).waitAsync({ timeout: 200 }).catch((error) => console.log(error.name));
