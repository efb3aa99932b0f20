import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from './command.mjs';
import { root } from './paths.mjs';
import { publicPackages } from './workspace.mjs';

/** Packs every public package into a folder of its own under `folder`; answers with the tarballs by name. */
export async function packAll(folder) {
  const tarballs = {};
  for (const { folder: home, name, short } of publicPackages()) {
    const destination = join(folder, short);
    mkdirSync(destination);
    await command('pnpm', ['pack', '--pack-destination', destination], { cwd: join(root, home) });
    const [file] = readdirSync(destination);
    tarballs[name] = join(destination, file);
  }
  return tarballs;
}

/**
 * Installs these packages into a user's folder, by npm from their tarballs. What they need
 * in turn comes as their manifests ask for it: of our own, the tarball; of others, whatever
 * npm finds, in its cache if it can.
 *
 * @param {string} folder
 * @param {Record<string, string>} tarballs of all packages
 * @param {string[]} names those that are asked for
 */
export async function installPacked(folder, tarballs, names) {
  const entries = Object.entries(tarballs).map(([name, file]) => [name, `file:${file}`]);
  const asked = ([name]) => names.includes(name);
  const manifest = {
    private: true,
    dependencies: Object.fromEntries(entries.filter(asked)),
    overrides: Object.fromEntries(entries.filter((entry) => !asked(entry))),
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  await command('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder });
}
