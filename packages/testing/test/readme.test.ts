import { fileURLToPath } from 'node:url';
import { expectExample, readmeBlocks, readmeExamples, runExample } from '@sync/testing';
import { expect, test } from 'vitest';

const here = fileURLToPath(new URL('.', import.meta.url));

async function run(code: string, language = 'ts'): ReturnType<typeof runExample> {
  const [example] = readmeBlocks(`\`\`\`${language}\n${code}\n\`\`\`\n`);
  if (example === undefined) throw new Error('no example');
  return runExample(example, here);
}

test('an example that prints what it promises passes', async () => {
  const code = `
const twice = (n: number): number => 2 * n;
console.log(twice(21)); // => 42
twice(4); // => 8
const three = twice(1.5); // => 3
// prints: the end
console.log('the end');`;
  expectExample(await run(code));
});

test.each([
  ['prints something else', 'console.log(41); // => 42'],
  ['prints more', 'console.log(42); // => 42\nconsole.log(43);'],
  ['prints less', 'console.log(42); // => 42\n// prints: 43'],
  ['prints it in another order', '// prints: 1\n// prints: 2\nconsole.log(2);\nconsole.log(1);'],
  ['has another value', '1 + 1; // => 3'],
  ['throws', 'throw new Error("from inside");'],
  ['ends with another code', 'process.exitCode = 3;'],
  ['never settles', 'await new Promise(() => undefined);'],
])('an example that %s fails', async (_, code) => {
  const ended = await run(code);
  expect(() => {
    expectExample(ended);
  }).toThrow();
});

test('files of an example find each other, and the packages by name', async () => {
  const code = `// main.mjs
import { Worker } from 'node:worker_threads';
new Worker(new URL('./worker.mjs', import.meta.url));
// worker.mjs
import { mutexState } from '@sync/testing/worker';
console.log(mutexState(new Int32Array(2)).atRest); // => true`;
  const ended = await run(code, 'js');
  expectExample(ended);
  expect(ended.printed).toEqual(['true']);
});

test('`using` runs on every Node', async () => {
  expectExample(await run(`{\n  using gone = { [Symbol.dispose]: () => console.log('gone') };\n  // prints: here\n  console.log('here');\n}\n// prints: gone`));
});

readmeExamples(new URL('../../../README.md', import.meta.url));
