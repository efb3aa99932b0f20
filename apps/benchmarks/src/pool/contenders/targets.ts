import { pathToFileURL } from 'node:url';

/** A file with the tasks, as a pool wants them. */
export function tasksFor(pool: 'bare' | 'poolifier' | 'workerpool' | undefined): URL {
  const name = pool === undefined ? 'tasks' : `tasks-${pool}`;
  return new URL(`../targets/${name}.mjs`, pathToFileURL(process.argv[1] ?? ''));
}
