/**
 * What makes `postMessage` refuse a raw primitive: structured clone copies own enumerable
 * string keys only, and refuses functions with a message that quotes their source. So this
 * one speaks for itself, also when it is minified.
 */
const REFUSED = {
  'post what share() returns instead'(this: undefined): void {
    // Never called.
  },
} as const;

/** The key of what refuses it, among the object's own. */
export const UNPOSTABLE: keyof typeof REFUSED = 'post what share() returns instead';

/** Makes posting the object itself throw, instead of arriving as a husk without methods. */
export function forbidPosting(primitive: object): void {
  Object.assign(primitive, REFUSED);
}

/** True for what {@link forbidPosting} was called on, by whichever copy of the package. */
export function isUnpostable(value: object): boolean {
  return Object.hasOwn(value, UNPOSTABLE);
}
