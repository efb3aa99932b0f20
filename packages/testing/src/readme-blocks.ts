/** A file of an example, as printed. */
export interface ExampleFile {
  readonly name: string;
  readonly source: string;
}

/** A program in a README: one or more files, the first to run named `main.*` or standing first. */
export interface Example {
  /** The line of the README where it begins, from 1. */
  readonly line: number;
  readonly files: readonly ExampleFile[];
  /** The name of the file to run. */
  readonly entry: string;
}

interface Block {
  readonly line: number;
  readonly section: number;
  readonly files: readonly ExampleFile[];
  /** True when its files are named by first-line comments. */
  readonly named: boolean;
}

const LANGUAGES = /^(ts|typescript|js|javascript|mjs)\b/;
const FILE_NAME = /^\/\/ ([\w./-]+\.[cm]?[jt]s)$/;

/**
 * The programs of a README: its `ts` and `js` blocks, without those whose info string says
 * `no-run`. A comment that is nothing but a file name (`// worker.mjs`) begins a file;
 * blocks of named files that follow each other in one section are one program, until a
 * name comes again.
 */
export function readmeBlocks(markdown: string): Example[] {
  const examples: Block[][] = [];
  for (const block of blocks(markdown)) {
    const current = examples.at(-1);
    const first = current?.[0];
    const joins = first !== undefined && first.named && block.named && first.section === block.section;
    const names = current?.flatMap(({ files }) => files.map(({ name }) => name)) ?? [];
    if (joins && !block.files.some(({ name }) => names.includes(name))) current?.push(block);
    else examples.push([block]);
  }
  return examples.map((group) => {
    const files = group.flatMap((block) => block.files);
    const main = files.find(({ name }) => /^(main|index)\./.test(name)) ?? files[0];
    return { line: group[0]?.line ?? 0, files, entry: main?.name ?? '' };
  });
}

function blocks(markdown: string): Block[] {
  const found: Block[] = [];
  const lines = markdown.split(/\r?\n/);
  let section = 0;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (/^#{1,6} /.test(line)) section++;
    const fence = /^(\s*)(`{3,})(.*)$/.exec(line);
    if (fence === null) continue;
    const [, indent = '', ticks = '', info = ''] = fence;
    const start = at + 1;
    do at++;
    while (at < lines.length && lines[at]?.trim() !== ticks);
    const body = lines.slice(start, at).map((text) => (text.startsWith(indent) ? text.slice(indent.length) : text));
    if (!LANGUAGES.test(info.trim()) || /\bno-run\b/.test(info)) continue;
    found.push({ line: start, section, ...splitFiles(body, info.trim()) });
  }
  return found;
}

function splitFiles(body: readonly string[], info: string): Pick<Block, 'files' | 'named'> {
  const files: { name: string; lines: string[] }[] = [];
  for (const line of body) {
    const name = FILE_NAME.exec(line)?.[1];
    if (name !== undefined) files.push({ name, lines: [] });
    else if (files.length > 0) files.at(-1)?.lines.push(line);
    else if (line.trim() !== '') files.push({ name: '', lines: [line] });
  }
  const named = files.length > 0 && files.every(({ name }) => name !== '');
  const unnamed = info.startsWith('ts') || info.startsWith('typescript') ? 'main.ts' : 'main.mjs';
  return {
    named,
    files: files.map(({ name, lines }) => ({ name: name === '' ? unnamed : name, source: `${lines.join('\n')}\n` })),
  };
}
