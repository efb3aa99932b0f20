// A CommonJS file for a compiler that knows nothing of `require` of an ES module.
export async function make(): Promise<boolean> {
  const { Lock } = await import('@sync/lock');
  return new Lock().tryAcquire();
}
