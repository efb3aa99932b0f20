import { explainLoading, importIt } from '@sync/thread/internal';
import { Tasks, type TaskFunctions } from './tasks.ts';

/**
 * The tasks of a worker: what its module exports, or what it serves.
 *
 * @throws whatever the module throws, and says which
 */
export async function loadTasks(label: string, module: string | undefined, served?: TaskFunctions): Promise<Tasks> {
  if (module === undefined) return new Tasks(served ?? {}, served === undefined ? `${label} has no module, and` : 'the worker serves');
  try {
    return new Tasks(await importIt(module), `${module} exports`);
  } catch (error) {
    throw explainLoading(error, { by: 'module', module, name: 'the tasks', isClass: false });
  }
}
