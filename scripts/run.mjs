// Placeholder of the runner; hardened next.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { packageManager } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const read = (file) => { try { return readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'); } catch { return undefined; } };
const pnpm = (args) => {
  const r = spawnSync('npx', ['--yes', packageManager, ...args], { cwd: root, stdio: 'inherit', env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' } });
  if (r.status !== 0) process.exit(r.status ?? 1);
};
const [task, ...rest] = process.argv.slice(2);
if (read('node_modules/.pnpm/lock.yaml') !== read('pnpm-lock.yaml')) pnpm(['install', '--frozen-lockfile', '--prefer-offline']);
pnpm(['exec', 'turbo', 'run', task, ...rest]);
