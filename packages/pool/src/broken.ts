import { BrokenPoolError } from '@sync/atomics/internal';

/** Of a pool whose workers cannot begin. */
export function brokenBy(pool: string, cause: unknown): BrokenPoolError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new BrokenPoolError(`${pool}: its workers cannot begin: ${why}`, { cause });
}

/** The same once more: each future has its own. */
export function another({ message, cause }: BrokenPoolError): BrokenPoolError {
  return new BrokenPoolError(message, { cause });
}
