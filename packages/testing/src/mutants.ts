import {
  cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** One mistake in a built package, which its tests must notice. */
export interface Mutant {
  /** What goes wrong. */
  readonly name: string;
  /** The package, as in `atomics`. */
  readonly package: string;
  /** What is replaced: it stands in exactly one place of what was built. */
  readonly text: string | RegExp;
  /** What comes in its place. */
  readonly by: string;
}

/** A copy of built packages, in a folder of its own. */
export interface BuiltCopy {
  /** The URL of a package's entry, or of another file of what was built, to be imported. */
  entry(name: string, file?: string): string;
  /** Takes the folder away. What was imported from it goes on. */
  remove(): void;
}

/** The folder of the workspace's packages, as seen from this one's `dist`. */
const PACKAGES = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Copies what was built of some packages, which then import each other there, and all others where they are; and
 * makes one mistake in it, if one is given.
 *
 * @throws the mistake fits nowhere, or in several places: the list of mutants is out of date
 */
export function builtCopy(packages: readonly string[], mutant?: Mutant): BuiltCopy {
  const folder = mkdtempSync(join(tmpdir(), 'sync-mutant-'));
  const placeOf = (name: string): string => join(folder, 'node_modules', '@sync', name);
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const name of packages) {
      mkdirSync(placeOf(name), { recursive: true });
      for (const part of ['package.json', 'dist']) {
        cpSync(join(PACKAGES, name, part), join(placeOf(name), part), { recursive: true });
      }
    }
    for (const name of packages) link(name, join(folder, 'node_modules'));
    if (mutant !== undefined) mutate(join(placeOf(mutant.package), 'dist'), mutant);
  } catch (error) {
    remove();
    throw error;
  }
  return { entry: (name, file = 'index') => pathToFileURL(join(placeOf(name), 'dist', `${file}.js`)).href, remove };
}

/** What a package depends on, and was not copied, is the one that it has. */
function link(name: string, modules: string): void {
  const { dependencies = {} } = JSON.parse(readFileSync(join(PACKAGES, name, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  for (const other of Object.keys(dependencies)) {
    const place = join(modules, other);
    if (!existsSync(place)) symlinkSync(realpathSync(join(PACKAGES, name, 'node_modules', other)), place, 'junction');
  }
}

function mutate(folder: string, { name, text, by }: Mutant): void {
  const pattern = typeof text === 'string' ? new RegExp(escaped(text), 'g') : new RegExp(text, 'g');
  const files = readdirSync(folder).filter((file) => file.endsWith('.js'));
  const sources = files.map((file) => ({ file: join(folder, file), source: readFileSync(join(folder, file), 'utf8') }));
  const places = sources.flatMap((one) => [...one.source.matchAll(pattern)].map(() => one));
  const [place] = places;
  if (place === undefined || places.length > 1) {
    throw new Error(`the mutant "${name}" is out of date: ${String(text)} is in ${places.length} places of what was built`);
  }
  // A function: in a text, $ would stand for something.
  writeFileSync(place.file, place.source.replace(pattern, () => by));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
