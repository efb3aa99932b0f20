import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ESLint } from 'eslint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readText, root } from '../lib/paths.mjs';
import { CASES } from './lint-cases.mjs';

/**
 * The real configuration over a small workspace of broken files, all in one run: ESLint is
 * asked once, since types make it slow, and each test looks at its own file's messages.
 */
const folder = mkdtempSync(join(tmpdir(), 'sync lint #'));
const found = new Map();

const write = (path, text) => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const badFile = (index) => `${CASES[index][1]}/bad-${index}.ts`;
const goodFile = (index) => `${CASES[index][1]}/good-${index}.ts`;

beforeAll(async () => {
  write('tsconfig.json', readText('tsconfig.json'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  write('packages/lock/src/good.ts', `/** A type. */\nexport type Good = number;\n/** A value. */\nexport const good = 1;\n`);
  write('packages/lock/src/cycle-a.ts', `import { b } from './cycle-b.ts';\n/** Documented. */\nexport const a = (): number => b();\n`);
  write('packages/lock/src/cycle-b.ts', `import { a } from './cycle-a.ts';\n/** Documented. */\nexport const b = (): number => a();\n`);
  write('packages/lock/test/bold.test.ts', `import { Lock } from '@sync/lock';\nimport { x } from '@sync/atomics/internal';\nimport { Worker } from 'node:worker_threads';\nexport let seen = Atomics.load(new Int32Array(1), 0);\nseen = x(Lock, Worker);\n${'// line\n'.repeat(301)}`);
  write('packages/atomics/src/floor.ts', `/** Documented. */\nexport const load = (words: Int32Array): number => Atomics.load(words, 0);\n`);
  CASES.forEach(([, , bad, good], index) => {
    write(badFile(index), bad);
    if (good !== undefined) write(goodFile(index), good);
  });

  const eslint = new ESLint({ cwd: folder, overrideConfigFile: join(root, 'eslint.config.js') });
  for (const { filePath, messages } of await eslint.lintFiles(['packages', 'apps'])) {
    found.set(relative(folder, filePath), messages);
  }
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What was said of a file. Types of made-up packages are unknown, which is none of its faults. */
function rulesIn(path) {
  return found.get(path).map(({ ruleId }) => ruleId).filter((rule) => !/no-unsafe-|^no-unused-vars/.test(rule));
}

describe('lint', () => {
  describe.each(CASES.map(([rule, where, bad, good], index) => ({ rule, where, bad, good, index })))(
    '$rule in $where: $bad',
    ({ rule, good, index }) => {
      it('is reported', () => {
        expect(rulesIn(badFile(index))).toContain(rule);
      });
      if (good !== undefined) {
        it('is not reported of the good form', () => {
          expect(rulesIn(goodFile(index))).not.toContain(rule);
        });
      }
    },
  );

  it('reports both ends of a cycle', () => {
    expect(rulesIn('packages/lock/src/cycle-a.ts')).toEqual(['import-x/no-cycle']);
    expect(rulesIn('packages/lock/src/cycle-b.ts')).toEqual(['import-x/no-cycle']);
  });

  it('has nothing to say of a good source', () => {
    expect(rulesIn('packages/lock/src/good.ts')).toEqual([]);
  });

  it('lets the floor use Atomics', () => {
    expect(rulesIn('packages/atomics/src/floor.ts')).toEqual([]);
  });

  it('lets a test use everything', () => {
    expect(rulesIn('packages/lock/test/bold.test.ts')).toEqual([]);
  });
});
