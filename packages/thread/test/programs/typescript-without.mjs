// No tsx: whether the runtime runs TypeScript is its business.
import { Thread } from '@sync/thread';

try {
  console.log(new Thread(new URL('./typescript/work.ts', import.meta.url), { export: 'work', args: ['ts'] }).start().result());
} catch ({ name, code, message }) {
  console.log(name, code, message);
}
