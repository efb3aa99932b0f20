import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { program } from './program.ts';
import type { Example } from './readme-blocks.ts';
import { readmeBlocks } from './readme-blocks.ts';
import type { ExampleRun } from './readme-program.ts';
import { brokenPromise, exampleRun, writeExample } from './readme-program.ts';

/**
 * Declares one test for each example of a README: it runs as printed, in a process of its
 * own, ends with code 0, and prints what its comments promise. Any package of the
 * workspace can be imported by name.
 *
 * A promise is `// => text` behind a statement, whose value is printed if the statement
 * itself prints nothing, or a comment `// prints: text`. An example without a promise has
 * to run to its end only. Lines of different files may mix in any order.
 *
 * @param readme path or URL of the README
 */
export function readmeExamples(readme: string | URL): void {
  const path = typeof readme === 'string' ? readme : fileURLToPath(readme);
  describe(path.split(/[\\/]/).slice(-2).join('/'), () => {
    const examples = readmeBlocks(readFileSync(path, 'utf8'));
    test('has at least one example that runs', () => {
      expect(examples.length).toBeGreaterThan(0);
    });
    for (const example of examples) {
      test(`the example of line ${String(example.line)} does what it says`, async () => {
        expectExample(await runExample(example, dirname(path)));
      });
    }
  });
}

/** Runs one example in a folder of its own. */
export async function runExample(example: Example, from: string): Promise<ExampleRun> {
  const folder = mkdtempSync(join(tmpdir(), 'readme-example-'));
  try {
    linkPackages(folder, workspaceRoot(from));
    const ended = await program(pathToFileURL(writeExample(example, folder)), { cwd: folder });
    if (ended.stuck) throw new Error(`the example of line ${String(example.line)} does not end; it printed:\n${ended.stdout}`);
    return exampleRun(example, ended.code, ended.stdout, ended.stderr);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Asserts that an example ended well and printed what it promised. */
export function expectExample(run: ExampleRun): void {
  expect(brokenPromise(run)).toBeUndefined();
}

function workspaceRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return folder;
    if (folder === dirname(folder)) throw new Error(`${from} is in no workspace`);
  }
}

/** Makes every package of the workspace importable by name, as an installed one is. */
function linkPackages(folder: string, root: string): void {
  for (const entry of readdirSync(join(root, 'packages'))) {
    const target = join(root, 'packages', entry);
    if (!existsSync(join(target, 'package.json'))) continue;
    const { name } = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')) as { name: string };
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(target, link, 'junction');
  }
}
