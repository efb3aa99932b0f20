import { InvalidStateError } from '@sync/atomics/internal';
import { checkTravels } from '@sync/codec';
import { SharedObjects } from './shared-objects.ts';

/** Where nothing can be shared: other processes get copies. */
export class NoSharedObjects extends SharedObjects {
  /** Of no memory. */
  constructor() {
    super(() => {
      throw new InvalidStateError('processes share no memory');
    });
  }

  /** @throws TypeError says what in a call cannot be copied, and where it is */
  override number(value: unknown): never {
    checkTravels((value as unknown[]).slice(1), 'args');
    throw new TypeError('args cannot be written as bytes, and other processes get no others');
  }

  /** @throws TypeError nothing can be moved to another process */
  override toPost(): never {
    throw new TypeError('transfer: other processes get copies; leave it out');
  }
}
