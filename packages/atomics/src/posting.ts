/**
 * The name of the property that makes `postMessage` refuse a raw primitive. Structured
 * clone copies own enumerable string keys only, and refuses functions with a message that
 * quotes their source, so the function below speaks for itself.
 */
const KEY = 'post what share() returns instead';

function CALL_share_AND_POST_WHAT_IT_RETURNS(): void {
  // Never called: its name is the message.
}

/** Makes posting the object itself throw, instead of arriving as a husk without methods. */
export function forbidPosting(primitive: object): void {
  (primitive as Record<string, unknown>)[KEY] = CALL_share_AND_POST_WHAT_IT_RETURNS;
}

/** True for what {@link forbidPosting} was called on, by whichever copy of the package. */
export function isUnpostable(value: object): boolean {
  return Object.hasOwn(value, KEY);
}
