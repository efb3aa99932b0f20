import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readManifest, root } from './paths.mjs';

/** Where packages live; pnpm-workspace.yaml says the same to pnpm. */
const GROUPS = ['packages', 'apps'];
const SINGLES = ['scripts'];

/**
 * The packages of the workspace. `short` is what a person types: the name without its
 * scope, which is its folder's name as well.
 */
export function workspacePackages() {
  const folders = GROUPS.flatMap((group) =>
    readdirSync(join(root, group)).sort().map((name) => `${group}/${name}`),
  );
  return [...folders, ...SINGLES].flatMap((folder) => {
    const manifest = readManifest(folder);
    if (manifest === null) return [];
    return [{ folder, manifest, name: manifest.name, short: manifest.name.replace(/^@[^/]*\//, '') }];
  });
}

/** The packages that are published. */
export function publicPackages() {
  return workspacePackages().filter(({ manifest }) => manifest.private !== true);
}
