import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { builtOnce, buildFailure } from './compiled-c.ts';
import type { Contender } from './contender.ts';
import { answerOf } from './tools.ts';

const run = promisify(execFile);
const COMPILE_LIMIT_MS = 60_000;

function tool(name: string): string {
  const home = process.env.JAVA_HOME;
  return home === undefined || home === '' ? name : join(home, 'bin', name);
}

/** A contender in Java, compiled on the spot. */
export function java(id: string, label: string): Contender {
  return {
    id,
    label,
    family: 'other runtime',
    launch: async (around) => {
      const javac = tool('javac');
      const version = await answerOf(javac, ['-version']);
      if (version === undefined) return { absent: 'no JDK found (javac, or $JAVA_HOME)' };
      try {
        const classes = await builtOnce(around, [javac, version], (into) =>
          run(javac, ['-d', into, join(around.nativeDir, 'LockBench.java')], { timeout: COMPILE_LIMIT_MS }),
        );
        return { command: tool('java'), args: ['-Xshare:auto', '-cp', classes, 'LockBench', id] };
      } catch (error) {
        return buildFailure(javac, error);
      }
    },
  };
}
