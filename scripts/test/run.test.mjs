import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../lib/paths.mjs';

const script = join(root, 'scripts', 'run.mjs');

/** Runs the runner; `setup` is code that comes first, `env` replaces the environment's own. */
function run(args, { setup = '', env = {} } = {}) {
  const before = setup === '' ? [] : ['--import', `data:text/javascript,${encodeURIComponent(setup)}`];
  const result = spawnSync(process.execPath, [...before, script, ...args], {
    encoding: 'utf8',
    env: { ...process.env, npm_config_user_agent: '', ...env },
  });
  return { code: result.status, said: result.stderr.trim() };
}

describe('the runner', () => {
  it('says that Node is too old', () => {
    const setup = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '14.21.3' } });`;
    expect(run(['test'], { setup })).toEqual({
      code: 1,
      said: 'This workspace needs Node 20.19 or newer; this is Node 14.21.3.',
    });
  });

  it.each(['20.18.9', '19.99.0', '8.0.0'])('takes Node %s for too old', (node) => {
    const setup = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${node}' } });`;
    expect(run(['no-such-task'], { setup }).said).toContain('newer');
  });

  it.each(['20.19.0', '20.20.2', '22.0.0', '100.1.0'])('takes Node %s', (node) => {
    const setup = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${node}' } });`;
    expect(run(['no-such-task'], { setup }).said).toContain('There is no task "no-such-task".');
  });

  it('is written so that an old Node understands it', () => {
    const text = readFileSync(script, 'utf8');
    // esbuild rewrites what its target does not know: nothing is left to rewrite.
    const rewritten = (target) => transformSync(text, { format: 'esm', target, minify: true }).code;
    expect(rewritten('node13.2')).toBe(rewritten('esnext'));
    expect(text).not.toMatch(/from 'node:|^await |\?\?|\?\./m);
  });

  it('says that npx is missing', () => {
    expect(run(['build'], { env: { PATH: '' } })).toEqual({
      code: 1,
      said: 'npx was not found; it comes with npm, which this workspace needs beside Node.',
    });
  });

  it('answers an unknown task with those there are', () => {
    const { code, said } = run(['tset']);
    expect(code).toBe(1);
    expect(said).toMatch(/^There is no task "tset"\. There are: build, test, .*\.$/);
  });

  it('answers an unknown package before it fetches anything', () => {
    const { code, said } = run(['test', 'lokc'], { env: { PATH: '' } });
    expect(code).toBe(1);
    expect(said).toMatch(/^There is no package "lokc" .*\batomics\b.*\block\b/);
  });
});
