import { describe, expect, it } from 'vitest';
import { readManifest, readText } from '../lib/paths.mjs';
import { publicPackages, workspacePackages } from '../lib/workspace.mjs';

const ENGINES = readManifest().engines;

/** The fields of a manifest, in the order in which all have them. */
const FIELDS = [
  ...['name', 'version', 'private', 'description', 'license', 'repository', 'type', 'sideEffects', 'engines'],
  ...['files', 'bin', 'exports', 'scripts', 'dependencies', 'devDependencies'],
];

describe.each(workspacePackages())('the manifest of $folder', ({ folder, manifest }) => {
  it('is named after its folder', () => {
    expect(manifest.name).toBe(`@sync/${folder.split('/').pop()}`);
  });

  it('has the fields that all have, in their order', () => {
    const fields = Object.keys(manifest);
    expect(fields).toEqual(FIELDS.filter((field) => fields.includes(field)));
  });

  it('is an ES module for the Node that the workspace is for', () => {
    expect(manifest).toMatchObject({ type: 'module', engines: ENGINES });
  });

  it('asks for siblings by the workspace and for others by an exact version', () => {
    for (const [name, range] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
      // What a published package depends on, its user's installation chooses.
      if (manifest.private || name.startsWith('@sync/')) expect(range, name).toMatch(/^(workspace:[\^*]|\d[\w.-]*|npm:.+@\d[\w.-]*)$/);
    }
  });
});

describe.each(publicPackages())('the public package $name', ({ folder, manifest }) => {
  it('says where it comes from and what it holds', () => {
    expect(manifest).toMatchObject({ repository: { directory: folder }, files: ['dist', 'src'] });
  });

  it('says which of its entries does something when it is imported', () => {
    // Classes make themselves known, so that a handle finds them; what is for tools patches; and threads and
    // child processes begin with a script.
    const [effects, ...others] = manifest.sideEffects;
    expect(others.filter((file) => !/^\.\/dist\/(?:bootstrap[\w.-]*|child\.js)$/.test(file))).toEqual([]);
    expect(Object.values(manifest.exports).map((forms) => forms.default)).toContain(effects);
  });

  it('depends on none but siblings, or is the codec, and then by an exact version', () => {
    const foreign = Object.entries(manifest.dependencies ?? {}).filter(([name]) => !name.startsWith('@sync/'));
    expect(foreign.map(([name]) => name)).toEqual(manifest.name === '@sync/codec' ? ['lib0'] : []);
    for (const [name, range] of foreign) expect(range, name).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('has its entries under the source condition first, then types, then code', () => {
    const { './package.json': self, ...entries } = manifest.exports;
    expect(self).toBe('./package.json');
    for (const [entry, forms] of Object.entries(entries)) {
      const file = entry === '.' ? 'index' : entry.slice(2);
      expect(Object.entries(forms)).toEqual([
        ['@sync/source', `./src/${file}.ts`],
        ['types', `./dist/${file}.d.ts`],
        ['default', `./dist/${file}.js`],
      ]);
    }
  });
});

describe('the lockfile', () => {
  it('names no host', () => {
    expect(readText('pnpm-lock.yaml')).not.toMatch(/https?:\/\/|tarball:/);
  });
});
