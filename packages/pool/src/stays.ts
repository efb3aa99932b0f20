/** The key under which a future has what no clone can hold. */
export const STAYS = 'a Future stays in its thread; post what it results in';

/** Never called: `postMessage` refuses it, and quotes it, also when it is minified. */
export function refuseToTravel(this: undefined): string {
  return 'a Future stays in its thread; post what it results in';
}

/** The same of a pool. */
export const POOL_STAYS = 'a pool stays in its thread; a task has it as currentTask().pool';

/** As {@link refuseToTravel}. */
export function refusePoolToTravel(this: undefined): string {
  return 'a pool stays in its thread; a task has it as currentTask().pool';
}
