/** What the workers of this package's making load. */
export { work } from './work.ts';
