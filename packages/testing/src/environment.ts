/** A number from the environment, above 0. */
export function environmentNumber(name: string, otherwise: number): number {
  const given = Number(process.env[name] ?? otherwise);
  if (!(given > 0)) throw new RangeError(`${name} must be a number above 0`);
  return given;
}
