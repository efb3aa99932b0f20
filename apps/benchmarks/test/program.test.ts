import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ContenderProcess } from '../src/child/contender-process.ts';
import type { Report } from '../src/result/report.ts';

const here = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
let odd = '';

// A copy of the built program in a folder with a name that breaks careless addresses.
beforeAll(async () => {
  odd = await mkdtemp(join(tmpdir(), 'odd #name %20 '));
  await cp(here('dist'), join(odd, 'dist'), { recursive: true });
  await cp(here('native'), join(odd, 'native'), { recursive: true });
  await cp(here('package.json'), join(odd, 'package.json'));
  await symlink(here('node_modules'), join(odd, 'node_modules'));
});
afterAll(() => rm(odd, { recursive: true }));

test('the program measures, prints and writes, wherever it lies', { timeout: 60_000 }, async () => {
  const [json, html] = ['figures.json', 'report.html'].map((name) => join(odd, name));
  const args = [join(odd, 'dist/index.js'), '--quick', '--rounds', '1', '--filter', 'contended-2t-0ns', '--json', json ?? '', '--html', html ?? ''];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout).toContain('Textbook futex mutex');
  const report = JSON.parse(await readFile(json ?? '', 'utf8')) as Report;
  const textbook = report.scenarios[0]?.rows.find((row) => row.contender === 'textbook-futex');
  expect(textbook?.operationsPerSecond?.median).toBeGreaterThan(1000);
  expect(await readFile(html ?? '', 'utf8')).toContain('Textbook futex mutex');
});

test('what a process does first is measured in a process for each turn, and told so', { timeout: 60_000 }, async () => {
  const [json, html] = ['model.json', 'model.html'].map((name) => join(odd, name));
  const args = [join(odd, 'dist/index.js'), '--quick', '--rounds', '2', '--filter', 'model-lock-3t', '--json', json ?? '', '--html', html ?? ''];
  await promisify(execFile)(process.execPath, args);
  const report = JSON.parse(await readFile(json ?? '', 'utf8')) as Report;
  expect(report.scenarios).toMatchObject([{ scenario: 'model-lock-3t', fresh: true, leftOut: [], rounds: 2 }]);
  const rows = new Map(report.scenarios[0]?.rows.map((row) => [row.contender, row]));
  expect([...rows.keys()].sort()).toEqual(['one-by-one', 'sync-model']);
  for (const row of rows.values()) expect(row.firstOperationMs?.n).toBe(2);
  expect(report.scenarios[0]?.bars).toMatchObject([{ metric: 'firstOperationMs', figureIs: 'upper quartile', atMost: 20 }]);
  const page = await readFile(html ?? '', 'utf8');
  for (const text of ['each in a fresh process', 'Dashed: the bar, 20 ms', 'Model checker']) expect(page).toContain(text);
});

test('threads of a JavaScript contender exclude each other and are all counted', async () => {
  const host = new ContenderProcess({ command: process.execPath, args: [join(odd, 'dist/index.js'), '--host', 'textbook-futex'] });
  await host.ready(10_000);
  const answer = await host.run({ contender: 'textbook-futex', work: 'contended', threads: 3, privateNs: 200, sectionNs: 0, ms: 100 }, 10_000);
  await host.close();
  expect(answer.exact).toBe(true);
  expect(answer.counts).toHaveLength(3);
  expect(answer.counts.reduce((sum, count) => sum + count, 0)).toBe(answer.operations);
  expect(answer.privateNs).toBeGreaterThan(100);
  expect(answer.waits?.max).toBeGreaterThanOrEqual(answer.waits?.p50 ?? Infinity);
});
