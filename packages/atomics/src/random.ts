/** 32 random bits, never 0. */
export function randomWord(): number {
  return (Math.random() * 2 ** 32) | 0 || 1;
}
