/** The key under which a future has what no clone can hold. */
export const STAYS = 'a Future stays in its thread; post what it results in';

/** Never called: `postMessage` refuses it, and quotes it, also when it is minified. */
export function refuseToTravel(this: undefined): string {
  return 'a Future stays in its thread; post what it results in';
}
