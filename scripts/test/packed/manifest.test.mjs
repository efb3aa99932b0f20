import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { root } from '../../lib/paths.mjs';
import { command } from '../../lib/command.mjs';

const tool = (name, ...args) => command(join(root, 'node_modules', '.bin', name), args, { cwd: root });

describe.each(Object.entries(inject('tarballs')))('%s, packed', (_, tarball) => {
  test('has nothing that publint would say', async () => {
    expect(await tool('publint', 'run', tarball, '--strict')).toMatch(/All good/);
  });

  test('has types that every resolution finds', async () => {
    // There is no CommonJS form: Node can `require` an ES module. A problem is an exit code.
    await tool('attw', tarball, '--profile', 'esm-only');
  });

  test('holds what is built, its sources and nothing else', async () => {
    const files = walk(await unpacked(tarball));
    expect(files.filter((file) => !/^(dist|src)\//.test(file)).sort()).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'].filter((file) => files.includes(file)),
    );
    expect(files).toEqual(expect.arrayContaining(['dist/index.js', 'dist/index.d.ts', 'src/index.ts']));
  });

  test('imports nothing of the platform, in code or types', async () => {
    const folder = await unpacked(tarball);
    for (const file of walk(folder).filter((name) => /^dist\/.*\.(js|d\.ts)$/.test(name))) {
      const text = readFileSync(join(folder, file), 'utf8');
      expect(text, file).not.toMatch(/(?:from|import)\s*\(?\s*['"]node:|require\(/);
      expect(text, file).not.toMatch(/reference types=/);
    }
  });

  test('asks for its siblings by version', async () => {
    const manifest = JSON.parse(readFileSync(join(await unpacked(tarball), 'package.json'), 'utf8'));
    const { version, dependencies = {} } = manifest;
    for (const [name, range] of Object.entries(dependencies)) {
      if (name.startsWith('@sync/')) expect(range, name).toBe(`^${version}`);
    }
    expect(JSON.stringify(dependencies)).not.toContain('workspace:');
  });
});

async function unpacked(tarball) {
  const folder = mkdtempSync(join(tmpdir(), 'sync-unpacked-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  await command('tar', ['-xzf', tarball, '-C', folder], { cwd: folder });
  return join(folder, 'package');
}

function walk(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
