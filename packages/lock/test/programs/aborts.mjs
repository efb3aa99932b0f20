import { Lock } from '@sync/lock';

const lock = new Lock();
lock.acquire();
const abort = new AbortController();
const wait = lock.acquireAsync({ signal: abort.signal }).catch((error) => error.name);
setTimeout(() => abort.abort(), 20);
if ((await wait) === 'AbortError') console.log('aborted');
