import { AtomicBigInt64, AtomicCounter, AtomicFlag, AtomicInt32, PerThreadCounter } from '@sync/atomics';

/** What all classes of shared memory have in common. */
export interface Shareable {
  readonly name: string;
  share(): any;
  toString(): string;
}

export interface ShareableClass {
  readonly byteLength: number;
  new (options?: any): Shareable;
  at(buffer: SharedArrayBuffer, byteOffset?: number, options?: { name?: string }): Shareable;
  from(shared: any): Shareable;
}

/** One public class, and how a test changes and reads an object of it. */
export interface Row {
  readonly kind: string;
  readonly type: ShareableClass;
  readonly align: number;
  /** Changes it; returns what `read` gives then. */
  change(object: any): unknown;
  read(object: any): unknown;
  /** Its text after `change`, without the class and the name. */
  readonly text: string;
}

export const CLASSES: readonly Row[] = [
  {
    kind: 'AtomicInt32',
    type: AtomicInt32,
    align: 4,
    change: (int: AtomicInt32) => int.add(7) + 7,
    read: (int: AtomicInt32) => int.load(),
    text: '[7]',
  },
  {
    kind: 'AtomicBigInt64',
    type: AtomicBigInt64,
    align: 8,
    change: (big: AtomicBigInt64) => big.add(2n ** 40n) + 2n ** 40n,
    read: (big: AtomicBigInt64) => big.load(),
    text: `[${2 ** 40}]`,
  },
  {
    kind: 'AtomicFlag',
    type: AtomicFlag,
    align: 4,
    change: (flag: AtomicFlag) => !flag.testAndSet(),
    read: (flag: AtomicFlag) => flag.test(),
    text: '[set]',
  },
  {
    kind: 'AtomicCounter',
    type: AtomicCounter,
    align: 8,
    change: (counter: AtomicCounter) => counter.add(2 ** 40),
    read: (counter: AtomicCounter) => counter.value,
    text: `[${2 ** 40}]`,
  },
  {
    kind: 'PerThreadCounter',
    type: PerThreadCounter,
    align: 8,
    change: (counter: PerThreadCounter) => {
      counter.add(2 ** 40);
      return 2 ** 40;
    },
    read: (counter: PerThreadCounter) => counter.sum(),
    text: `[${2 ** 40}]`,
  },
];
