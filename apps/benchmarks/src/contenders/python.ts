import { join } from 'node:path';
import type { Contender } from './contender.ts';
import { answerOf } from './tools.ts';

/** Says where the interpreter itself is, so that the process measured is the one started, not a wrapper around it. */
const WHERE = 'import sys; assert sys.version_info >= (3, 8); print(sys.executable)';

async function interpreter(): Promise<string | undefined> {
  for (const name of process.env.PYTHON === undefined ? ['python3', 'python'] : [process.env.PYTHON]) {
    const found = await answerOf(name, ['-c', WHERE]);
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
      return { command, args: [join(around.nativeDir, 'bench.py'), id], env: { PYTHONDONTWRITEBYTECODE: '1' } };
    },
  };
}
