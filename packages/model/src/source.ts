/** Where this package lies: its frames are nobody's business. */
const HERE = /* @__PURE__ */ String(new URL('.', import.meta.url));

/** Steps of the call stack that are kept, beyond the platform's ten. */
const DEPTH = 40;

/** An error of the calling code's place; costs little until its stack is looked at. */
export function takeSite(): Error {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = DEPTH;
  const site = new Error('@sync/model has seen enough of this thread: let this error pass');
  Error.stackTraceLimit = limit;
  return site;
}

/** The innermost places outside this package, as `acquire (lock.ts:14)`. */
export function placesOf(site: Error | undefined, hide: RegExp | undefined, most: number): string[] {
  const frames = (site?.stack ?? '').split('\n').slice(1);
  return frames
    .filter((frame) => !frame.includes(HERE) && !frame.includes(HERE.replace('file://', '')))
    .filter((frame) => !/\((native|<anonymous>)\)|node:internal/.test(frame) && hide?.test(frame) !== true)
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
