import { fileURLToPath } from 'node:url';
import type { Contender, Family } from './contender.ts';

interface Options {
  readonly wire?: string;
  readonly family?: Family;
  readonly flags?: readonly string[];
  /** Which part of this program it is, where it is no host. */
  readonly part?: '--pool';
  readonly host?: string;
  /** All that its process is to load, where several contenders share one. */
  readonly together?: readonly string[];
  /** Runs on the newest Node only, and is left out when that was not asked for and this one cannot. */
  readonly latest?: 'only' | 'needed';
  readonly lacks?: () => string | undefined;
}

/** A contender in JavaScript: this program again, with a hidden argument. */
export function javascript(id: string, label: string, options: Options = {}): Contender {
  const { wire = id, family = 'javascript', flags = [], part = '--host', host, together = [wire], latest, lacks } = options;
  return {
    id,
    wire,
    label,
    family,
    ...(host === undefined ? {} : { host }),
    launch: (around, nodeFlags) => {
      const missing = lacks?.();
      const onLatest = latest === 'only' || (latest === 'needed' && missing !== undefined);
      const node = onLatest ? around.latestNode : process.execPath;
      if (node === undefined) {
        const remedy = around.noLatestNode ?? '--latest-node fetches one';
        return Promise.resolve({ absent: `${missing ?? 'runs on the newest Node'} (${remedy})` });
      }
      const args = [...flags, ...nodeFlags, fileURLToPath(around.entry), part, ...together];
      return Promise.resolve({ command: node, args });
    },
  };
}
