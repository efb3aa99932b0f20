/** What the workers of this package's making load. */
export { workByProcess } from './process-work.ts';
export { work } from './work.ts';
