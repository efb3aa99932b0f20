// Run by npx: prints where the pnpm that npx put on PATH lives. `node find-pnpm.mjs 10.1.2`

import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const wanted = process.argv[2];
const path = process.env.PATH ?? process.env.Path ?? '';
for (const bin of path.split(delimiter)) {
  const home = join(bin, '..', 'pnpm');
  if (!existsSync(join(home, 'package.json'))) continue;
  const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  if (manifest.version !== wanted) continue;
  console.log(JSON.stringify({ bin, entry: join(home, manifest.bin.pnpm) }));
  break;
}
