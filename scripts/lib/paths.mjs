import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the workspace. By way of a URL, since a `#` or a space may be in it. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The text of a file of the workspace, or undefined where there is none. */
export function readText(...path) {
  try {
    return readFileSync(join(root, ...path), 'utf8');
  } catch {
    return undefined;
  }
}

/** A package.json of the workspace. */
export function readManifest(...folder) {
  return JSON.parse(readText(...folder, 'package.json') ?? 'null');
}
