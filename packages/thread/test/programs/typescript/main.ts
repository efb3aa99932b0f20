// Run by tsx; a thread runs a module in TypeScript, one a function, one an object of a class.
import { Thread } from '@sync/thread';
import { Greeting } from './greeting.ts';

const thread = new Thread<typeof import('./work.ts'), 'work'>(new URL('./work.ts', import.meta.url), { export: 'work', args: ['ts'] });
const text = new Thread((name: string): string => {
  const inner = (found: string): string => `${found} as text`;
  return inner(name);
}, { args: ['function'] });
const greeting = new Greeting('world');
for (const one of [thread, text, greeting]) one.start();
console.log(thread.result());
console.log(await text.resultAsync());
console.log(greeting.result(), greeting.length);
try {
  new Thread<typeof import('./work.ts'), 'fails'>(new URL('./work.ts', import.meta.url), { export: 'fails' }).start().result();
} catch (error) {
  console.log(/work\.ts:\d+/.exec((error as Error).stack ?? '')?.[0]);
}
