import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../lib/paths.mjs';
import { publicPackages, workspacePackages } from '../../lib/workspace.mjs';
import { command } from '../../lib/command.mjs';

/** A release, rehearsed on a copy of the repository: nothing leaves the machine. */
describe('a release', () => {
  const copy = join(mkdtempSync(join(tmpdir(), 'sync-release-')), 'copy');
  const manifestOf = (folder) => JSON.parse(readFileSync(join(copy, folder, 'package.json'), 'utf8'));
  const before = new Map();
  const everything = publicPackages();

  beforeAll(async () => {
    await command('git', ['clone', '--quiet', '--local', root, copy], { cwd: root });
    // The copy is of what is committed; what was built is not.
    for (const { folder } of everything) cpSync(join(root, folder, 'dist'), join(copy, folder, 'dist'), { recursive: true });
    for (const { folder } of workspacePackages()) before.set(folder, manifestOf(folder).version);

    writeFileSync(join(copy, '.changeset', 'rehearsal.md'), `---\n'@sync/lock': patch\n---\n\nA rehearsal.\n`);
    await command('pnpm', ['install', '--frozen-lockfile', '--prefer-offline'], { cwd: copy });
    await command('pnpm', ['exec', 'changeset', 'version'], { cwd: copy });
  }, 120_000);
  afterAll(() => rmSync(join(copy, '..'), { recursive: true, force: true }));

  test('raises all public packages together, and leaves the private ones', () => {
    const versions = new Set(everything.map(({ folder }) => manifestOf(folder).version));
    expect([...versions]).toEqual([next(before.get('packages/lock'))]);
    for (const { folder, manifest } of workspacePackages()) {
      if (manifest.private) expect(manifestOf(folder).version, folder).toBe(before.get(folder));
    }
  });

  test('writes what changed into the changelog, and uses the changeset up', () => {
    const changelog = readFileSync(join(copy, 'packages/lock/CHANGELOG.md'), 'utf8');
    expect(changelog).toContain(`## ${manifestOf('packages/lock').version}\n`);
    expect(changelog).toContain('A rehearsal.');
    expect(readdirSync(join(copy, '.changeset')).filter((name) => name.endsWith('.md'))).toEqual([]);
  });

  test('resolves workspace:^ to the new version in the tarball', async () => {
    const folder = join(copy, 'packages/lock');
    await command('pnpm', ['pack', '--pack-destination', copy], { cwd: folder });
    const { version } = manifestOf('packages/lock');
    const packed = await command('tar', ['-xzOf', join(copy, `sync-lock-${version}.tgz`), 'package/package.json'], { cwd: copy });
    expect(JSON.parse(packed).dependencies['@sync/atomics']).toBe(`^${version}`);
  });

  test('passes a dry run of publishing every public package', async () => {
    // A registry that has nothing, so that the rehearsal asks no other.
    const registry = createServer((_, response) => response.writeHead(404).end('{}')).listen(0, '127.0.0.1');
    const address = await new Promise((resolve) => registry.once('listening', () => resolve(registry.address())));
    const output = await command(
      'pnpm',
      ['--recursive', '--filter=./packages/*', 'publish', '--dry-run', '--no-git-checks', `--registry=http://127.0.0.1:${address.port}/`],
      { cwd: copy },
    ).finally(() => registry.close());
    for (const { name, folder } of everything) expect(output).toContain(`${name}@${manifestOf(folder).version}`);
    expect(output).not.toContain('@sync/testing@');
  }, 60_000);
});

/** The next version, by a patch: the rehearsed change is one. Waiting changesets may ask for more. */
function next(version) {
  const [major, minor, patch] = version.split('.').map(Number);
  const waiting = readdirSync(join(root, '.changeset')).filter((name) => name.endsWith('.md'));
  const levels = waiting.map((name) => /: (major|minor|patch)/.exec(readFileSync(join(root, '.changeset', name), 'utf8'))?.[1]);
  if (levels.includes('minor')) return `${major}.${minor + 1}.0`;
  return `${major}.${minor}.${patch + 1}`;
}
