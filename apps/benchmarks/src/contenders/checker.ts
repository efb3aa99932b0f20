import { fileURLToPath } from 'node:url';
import type { Contender, Family } from './contender.ts';

/** A model checker: this program again, with a hidden argument, without threads. */
export function checker(id: string, label: string, family: Family): Contender {
  return {
    id,
    label,
    family,
    launch: (around, nodeFlags) => {
      const args = [...nodeFlags, fileURLToPath(around.entry), '--checker', id];
      return Promise.resolve({ command: process.execPath, args });
    },
  };
}
