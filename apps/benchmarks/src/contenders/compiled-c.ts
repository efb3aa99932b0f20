import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Absent, Contender, Surroundings } from './contender.ts';
import { answerOf } from './tools.ts';

const run = promisify(execFile);
const FLAGS = ['-O2', '-pthread'];
const COMPILE_LIMIT_MS = 60_000;

/** The C compiler: `CC` if set, else the first that answers. */
async function compiler(): Promise<string | undefined> {
  const wanted = process.env.CC === undefined ? ['cc', 'gcc', 'clang'] : [process.env.CC];
  for (const name of wanted) {
    if ((await answerOf(name, ['--version'])) !== undefined) return name;
  }
  return undefined;
}

/** A folder's sources and the way they are compiled, as a name for the result. */
async function fingerprint(dir: string, ...how: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(how.join('\0'));
  for (const name of (await readdir(dir)).sort()) {
    if (/\.(c|h|java)$/.test(name)) hash.update(name).update(await readFile(join(dir, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Builds once into the cache; several programs doing so at once do no harm. */
export async function builtOnce(
  around: Surroundings,
  how: readonly string[],
  build: (into: string) => Promise<unknown>,
): Promise<string> {
  const target = join(around.cacheDir, await fingerprint(around.nativeDir, ...how));
  const there = await access(target).then(() => true, () => false);
  if (there) return target;
  const scratch = `${target}.${String(process.pid)}.${String(performance.now())}`;
  await mkdir(scratch, { recursive: true });
  await build(scratch);
  await rename(scratch, target).catch(async (error: unknown) => {
    await access(target).catch(() => { throw error; });
  });
  return target;
}

/** Why a build failed, in a line. */
export function buildFailure(tool: string, error: unknown): Absent {
  const stderr = (error as { stderr?: string }).stderr ?? String(error);
  const line = stderr.split('\n').find((text) => text.includes('error')) ?? stderr.split('\n')[0] ?? '';
  return { absent: `${tool} could not compile it: ${line.trim()}` };
}

/** A contender in C, compiled on the spot: a program of the folder, and what is defined for it. */
export function compiledC(id: string, label: string, program: string, ...defines: readonly string[]): Contender {
  return {
    id,
    label,
    family: 'native',
    launch: async (around) => {
      const cc = await compiler();
      if (cc === undefined) return { absent: 'no C compiler found (cc, gcc, clang or $CC)' };
      try {
        const how = [...FLAGS, ...defines.map((define) => `-D${define}`)];
        const source = join(around.nativeDir, `${program}.c`);
        const dir = await builtOnce(around, [cc, ...how, program], (into) =>
          run(cc, [...how, source, '-o', join(into, program)], { timeout: COMPILE_LIMIT_MS }),
        );
        return { command: join(dir, program), args: [] };
      } catch (error) {
        return buildFailure(cc, error);
      }
    },
  };
}
