import { Lock } from '@sync/lock';
import { Thread } from '@sync/thread';

/** Fills the thread table with rows that look like the main thread's, so that nobody else finds room in it. */
const ROWS = 4;
const HEADER = 64;
const ROW = 128;
const table = new Int32Array(new Lock().share().table);
const row = (index) => HEADER + table[ROWS] + index * ROW;
const mine = table.slice(row(0), row(1));
for (let index = 1; index < table[ROWS]; index++) table.set(mine, row(index));

const thread = new Thread(() => 5, { name: 'one too many' }).start();
const joined = process.argv[2] === 'blocked' ? thread.join() : await thread.joinAsync();
try {
  thread.result();
} catch (error) {
  console.log(joined, error.name, error.message);
}
