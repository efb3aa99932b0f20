import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { program } from './program.ts';
import type { Example, ExampleFile } from './readme-blocks.ts';
import { readmeBlocks } from './readme-blocks.ts';

/** What an example printed, and what its comments say it prints. */
export interface ExampleRun {
  readonly code: number | null;
  readonly stderr: string;
  readonly printed: readonly string[];
  /** For each file the lines that its `// =>` and `// prints:` comments promise, in their order. */
  readonly promised: readonly (readonly string[])[];
}

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
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
    for (const file of example.files) write(folder, file);
    const ended = await program(pathToFileURL(join(folder, outName(example.entry))), { cwd: folder });
    if (ended.stuck) throw new Error(`the example of line ${String(example.line)} does not end; it printed:\n${ended.stdout}`);
    return {
      code: ended.code,
      stderr: ended.stderr,
      printed: ended.stdout.split('\n').filter((line) => line !== ''),
      promised: example.files.map(({ source }) => promises(source)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Asserts that an example ended well and printed what it promised. */
export function expectExample({ code, stderr, printed, promised }: ExampleRun): void {
  expect(code, stderr).toBe(0);
  const all = promised.flat();
  if (all.length === 0) return;
  if (promised.filter((lines) => lines.length > 0).length === 1) expect(printed).toEqual(all);
  expect([...printed].sort()).toEqual([...all].sort());
  for (const lines of promised) {
    let at = 0;
    for (const line of printed) if (line === lines[at]) at++;
    expect(lines.slice(at), 'printed in the order of the source').toEqual([]);
  }
}

const PROMISE = /\/\/ (?:=>|prints:) ?(.*)$/;
const VALUE = /^(\s*)(?!.*\bconsole\.)(?!\s*\/\/)(.+?);?\s*\/\/ => .*$/;
const DECLARED = /^\s*(?:const|let|var|using|await using) (\w+)\b/;

function promises(source: string): string[] {
  return source.split('\n').flatMap((line) => {
    const text = PROMISE.exec(line)?.[1];
    return text === undefined ? [] : [text.trimEnd()];
  });
}

/** `lock.locked; // => true` prints the value; what prints by itself is left as it is. */
function printValues(source: string): string {
  const lines = source.split('\n').map((line) => {
    const [, indent, statement] = VALUE.exec(line) ?? [];
    if (indent === undefined || statement === undefined) return line;
    const declared = DECLARED.exec(statement)?.[1];
    if (declared !== undefined) return `${indent}${statement}; console.log(${declared});`;
    return /^(return|[})\]])/.test(statement) ? line : `${indent}console.log(${statement});`;
  });
  return lines.join('\n');
}

function write(folder: string, { name, source }: ExampleFile): void {
  const path = join(folder, outName(name));
  mkdirSync(dirname(path), { recursive: true });
  const loader = /\.[cm]?ts$/.test(name) ? 'ts' : 'js';
  const { code } = transformSync(printValues(source), { loader, target: 'es2022', sourcefile: name, supported: { using: false } });
  writeFileSync(path, code);
}

/** Node 20 runs no TypeScript: what is printed as `main.ts` is built to `main.js`. */
function outName(name: string): string {
  return name.replace(/ts$/, 'js');
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
