import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformSync } from 'esbuild';
import type { Example, ExampleFile } from './readme-blocks.ts';

export { readmeBlocks } from './readme-blocks.ts';

/** What an example printed, and what its comments say it prints. */
export interface ExampleRun {
  readonly code: number | null;
  readonly stderr: string;
  readonly printed: readonly string[];
  /** For each file the lines that its `// =>` and `// prints:` comments promise, in their order. */
  readonly promised: readonly (readonly string[])[];
}

/** Writes an example into a folder, so that any runtime runs it; returns the file to run. */
export function writeExample({ files, entry }: Example, folder: string): string {
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  for (const file of files) write(folder, file);
  return join(folder, outName(entry));
}

/** What came of running an example: how its process ended, and what it printed. */
export function exampleRun({ files }: Example, code: number | null, stdout: string, stderr: string): ExampleRun {
  return {
    code,
    stderr,
    printed: stdout.split('\n').filter((line) => line !== ''),
    promised: files.map(({ source }) => promises(source)),
  };
}

/** What an example did otherwise than it promised; undefined: it ended well and printed what it promised. */
export function brokenPromise({ code, stderr, printed, promised }: ExampleRun): string | undefined {
  if (code !== 0) return `it ended with code ${String(code)}: ${stderr}`;
  const all = promised.flat();
  if (all.length === 0) return undefined;
  const said = `it printed ${JSON.stringify(printed)} instead of ${JSON.stringify(all)}`;
  const inOneOrder = promised.filter((lines) => lines.length > 0).length === 1;
  const [left, right] = inOneOrder ? [printed, all] : [[...printed].sort(), [...all].sort()];
  if (left.length !== right.length || left.some((line, at) => line !== right[at])) return said;
  const ordered = promised.every((lines) => {
    let at = 0;
    for (const line of printed) if (line === lines[at]) at++;
    return at === lines.length;
  });
  return ordered ? undefined : `${said}, in the order of the source`;
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
