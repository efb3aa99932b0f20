import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Contender } from './contender.ts';

const run = promisify(execFile);

async function interpreter(): Promise<string | undefined> {
  for (const name of process.env.PYTHON === undefined ? ['python3', 'python'] : [process.env.PYTHON]) {
    // Through wrappers to the program itself, so that the process measured is the one started.
    const found = await run(name, ['-c', 'import sys; assert sys.version_info >= (3, 8); print(sys.executable)']).then(
      ({ stdout }) => stdout.trim(),
      () => undefined,
    );
    if (found !== undefined && found !== '') return found;
  }
  return undefined;
}

/** A contender in Python. */
export function python(id: string, label: string): Contender {
  return {
    id,
    label,
    family: 'other runtime',
    launch: async (around) => {
      const command = await interpreter();
      if (command === undefined) return { absent: 'no Python 3.8 or newer found (python3, python or $PYTHON)' };
      return { command, args: [join(around.nativeDir, 'lock_bench.py'), id], env: { PYTHONDONTWRITEBYTECODE: '1' } };
    },
  };
}
