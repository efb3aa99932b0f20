import { readmeBlocks } from '@sync/testing';
import { expect, test } from 'vitest';

const fence = '```';

test('takes the TypeScript and JavaScript blocks, with the line where they begin', () => {
  const found = readmeBlocks(`# A\n\n${fence}ts\nfirst();\n${fence}\n\n${fence}sh\nls\n${fence}\n\n${fence}js\nsecond();\n${fence}\n`);
  expect(found.map(({ line, entry }) => [line, entry])).toEqual([
    [3, 'main.ts'],
    [11, 'main.mjs'],
  ]);
  expect(found[0]?.files).toEqual([{ name: 'main.ts', source: 'first();\n' }]);
});

test('leaves out what is marked no-run, and blocks without a language', () => {
  expect(readmeBlocks(`${fence}ts no-run\nx\n${fence}\n${fence}\ny\n${fence}\n`)).toEqual([]);
});

test('a comment that is a file name begins a file', () => {
  const [found] = readmeBlocks(`${fence}js\n// worker.mjs\nw();\n// main.mjs\nm();\n${fence}\n`);
  expect(found?.entry).toBe('main.mjs');
  expect(found?.files).toEqual([
    { name: 'worker.mjs', source: 'w();\n' },
    { name: 'main.mjs', source: 'm();\n' },
  ]);
});

test('blocks of named files in one section are one program', () => {
  const text = `## One\n${fence}js\n// main.mjs\na();\n${fence}\ntext\n${fence}js\n// worker.mjs\nb();\n${fence}\n## Two\n${fence}js\n// worker.mjs\nc();\n${fence}\n`;
  expect(readmeBlocks(text).map(({ files }) => files.map(({ name }) => name))).toEqual([['main.mjs', 'worker.mjs'], ['worker.mjs']]);
});

test('a name that comes again begins the next program', () => {
  const block = `${fence}js\n// main.mjs\na();\n${fence}\n`;
  expect(readmeBlocks(block + block)).toHaveLength(2);
});

test('blocks inside lists lose their indent', () => {
  const [found] = readmeBlocks(`- item\n\n  ${fence}js\n  if (x) {\n    y();\n  }\n  ${fence}\n`);
  expect(found?.files[0]?.source).toBe('if (x) {\n  y();\n}\n');
});
