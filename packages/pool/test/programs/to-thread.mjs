// toThread(): its threads, and what is left of them when they have had nothing to do for longer than they may.
import { toThread } from '@sync/pool';
import { threads } from '@sync/thread';

// Time goes by faster, once that is asked for.
const { now } = performance;
let later = 0;
performance.now = () => now.call(performance) + later;
const every = setInterval;
globalThis.setInterval = (fn, ms) => every(fn, Math.min(ms, 20));

const module = new URL('../tasks/simple.mjs', import.meta.url);
console.log(await toThread(module, 'add', 1, 2), toThread(module.href, 'add', 3, 4).result(), await toThread((n) => n * 2, 21));
const [first, second] = [await toThread(module, 'worker'), await toThread(module, 'worker')];
console.log('one thread', first === second, threads().filter(({ name }) => name.startsWith('toThread')).length);
console.log(await toThread(module, { task: 'echo', timeout: 1000 }, 'x'), String(await toThread(module, 'throws', 'mine').exceptionAsync()));
console.log(String(await toThread(new URL('../tasks/missing.mjs', import.meta.url), 'add').exceptionAsync()).slice(0, 'BrokenPoolError'.length));
const left = () => threads().filter(({ name }) => name.startsWith('toThread')).length;
later = 20_000;
for (const end = now.call(performance) + 10_000; left() > 0 && now.call(performance) < end; ) await new Promise((resolve) => setTimeout(resolve, 5));
console.log('left', left());
console.log('again', await toThread(module, 'add', 5, 6));
