import { readFile } from 'node:fs/promises';

/** The version in the manifest of an installed package, found upwards from its entry. */
export async function packageVersion(name: string): Promise<string | undefined> {
  for (let at = new URL('./', import.meta.resolve(name)); ; at = new URL('../', at)) {
    const text = await readFile(new URL('package.json', at), 'utf8').catch(() => '{}');
    const manifest = JSON.parse(text) as { name?: string; version?: string };
    if (manifest.name === name) return manifest.version;
    if (at.pathname === new URL('../', at).pathname) return undefined;
  }
}
