/** Where this package lies, as it is built and as source maps tell: its frames are nobody's business. */
const ROOT = /* @__PURE__ */ String(new URL('..', import.meta.url)).replace('file://', '');

/** Steps of the call stack that are kept. */
const DEPTH = 20;

/** An error of the calling code's place; costs little until its stack is looked at. */
export function takeSite(): Error {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = DEPTH;
  const site = new Error('@sync/model has seen enough of this thread: let this error pass');
  Error.stackTraceLimit = limit;
  return site;
}

/** The innermost places of a thread's own code, as `acquire lock.ts:14`. */
export function placesOf(site: Error | undefined, hide: RegExp | undefined, most: number): string[] {
  // As a URL, or as a path: they differ where a folder's name has a space.
  const ours = [ROOT, decodeURIComponent(ROOT)].flatMap((root) => [`${root}dist/`, `${root}src/`]);
  const isOurs = (frame: string): boolean => ours.some((folder) => frame.includes(folder));
  const isUsers = (frame: string): boolean => !isOurs(frame) && !/\((native|<anonymous>)\)|node:internal/.test(frame);
  const frames = (site?.stack ?? '').split('\n').slice(1);
  // Between what was asked, and who runs the thread.
  const inner = frames.slice(frames.findIndex(isUsers));
  const outer = inner.findIndex(isOurs);
  return inner
    .slice(0, outer < 0 ? inner.length : outer)
    .filter((frame) => isUsers(frame) && hide?.test(frame) !== true)
    .slice(0, most)
    .map(shorten);
}

/** The innermost one. */
export function placeOf(site: Error | undefined, hide: RegExp | undefined): string {
  return placesOf(site, hide, 1)[0] ?? '';
}

function shorten(frame: string): string {
  const [, name = '', file = ''] = /^\s*at (?:async )?(?:(.*?) \()?(.*?):\d+\)?$/.exec(frame) ?? [];
  const place = file.split('/').slice(-2).join('/');
  return name === '' ? place : `${name} ${place}`;
}
