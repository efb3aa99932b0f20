import { fileUrl } from './file-url.ts';
import { importIt, ownUrl } from './host.ts';
import { processHere, requireFrom } from './platform.ts';

/** Imports a module, in TypeScript too where the process runs that by tsx. */
export async function importModule(url: string): Promise<Readonly<Record<string, unknown>>> {
  const process = processHere();
  // Node 20 does not pass tsx on to workers, and what could not be imported once never can be.
  if (Number.parseInt(process?.versions.node ?? '', 10) < 22) await registerTsx(url);
  return importIt(url);
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

/** If the process was started with tsx, it works in this thread from now on as well. */
async function registerTsx(url: string): Promise<void> {
  const process = processHere();
  const options = [...(process?.execArgv ?? []), ...(process?.env.NODE_OPTIONS ?? '').split(' ')].filter((option) => /\btsx\b/.test(option));
  if (options.length === 0) return;
  // Beside the module, or wherever the process has it from.
  const places = [url, ...options.flatMap((option) => /(?:file:\/\/|\/|[a-z]:\\).*$/i.exec(option) ?? [])];
  for (const place of places) {
    try {
      const { register } = (await importIt(fileUrl(requireFrom(place)?.resolve('tsx/esm/api') ?? ''))) as { register: () => unknown };
      register();
      return;
    } catch {
      // The module's error says what to do.
    }
  }
}
