/** Goes through a section some levels deeper, if the lock lets it. */
export function entersAgain(lock, type, numbers) {
  const nested = (levels, inner) => {
    if (levels > 0 && type === 'RLock') lock.run(() => nested(levels - 1, inner));
    else inner();
  };
  return (inner) => nested(numbers.below(3), inner);
}
