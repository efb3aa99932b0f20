import { fileUrl } from './file-url.ts';
import { importIt, ownUrl } from './host.ts';
import { processHere, requireFrom } from './platform.ts';

/** Imports a module, in TypeScript too where the process runs that by tsx. */
export async function importModule(url: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await importIt(url);
  } catch (error) {
    // Node 20 does not pass tsx on to workers.
    if ((error as { code?: unknown } | null)?.code !== 'ERR_UNKNOWN_FILE_EXTENSION' || !(await registerTsx(url))) throw error;
    return importIt(url);
  }
}

/**
 * Imports the packages of classes, as the module of that URL would, or else this package; those
 * that are not found are left out.
 */
export async function importPackages(names: Iterable<string>, from: string | undefined): Promise<void> {
  for (const name of names) {
    for (const where of [from, ownUrl()]) if (where !== undefined && (await importPackage(name, where))) break;
  }
}

async function importPackage(name: string, from: string): Promise<boolean> {
  try {
    const path = requireFrom(from)?.resolve(name);
    if (path === undefined) return false;
    await importIt(fileUrl(path));
    return true;
  } catch {
    // Whoever needs it says what to import.
    return false;
  }
}

/** True if the process was started with tsx, which now works in this thread as well. */
async function registerTsx(url: string): Promise<boolean> {
  const process = processHere();
  const options = [...(process?.execArgv ?? []), process?.env.NODE_OPTIONS ?? ''];
  if (!options.some((option) => /\btsx\b/.test(option))) return false;
  try {
    const path = requireFrom(url)?.resolve('tsx/esm/api');
    if (path === undefined) return false;
    const { register } = (await importIt(fileUrl(path))) as { register?: () => unknown };
    register?.();
    return register !== undefined;
  } catch {
    return false;
  }
}
