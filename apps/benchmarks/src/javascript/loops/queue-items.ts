/** What goes through a queue: each item has a number, so that none can be lost, or come twice, unseen. */
export interface Items<T> {
  /** Says that its producer has ended. Its number is 0. */
  readonly end: T;
  /** The item of that number. May be the same object each time. */
  make(number: number): T;
  /** A new one each time, where another thread is to own it. */
  makeNew?(number: number): T;
  /** The item's number; NaN if it is damaged. */
  numberOf(item: T): number;
}

const MIB = 1024 * 1024;

/** Whole numbers. */
export const INT32: Items<number> = { end: 0, make: (number) => number, numberOf: (item) => item };

interface Report {
  readonly id: number;
  readonly name: string;
  readonly done: boolean;
}

/** Objects of three fields. */
export const OBJECTS: Items<Report> = {
  end: { id: 0, name: 'report', done: true },
  make: (id) => ({ id, name: 'report', done: true }),
  numberOf: ({ id, done }) => (done ? id : NaN),
};

/** The number stands at both ends. */
function numbered(bytes: Uint8Array, number: number): Uint8Array {
  const view = new DataView(bytes.buffer);
  view.setInt32(0, number);
  view.setInt32(bytes.length - 4, number);
  return bytes;
}

const reused = new Uint8Array(MIB).fill(7);

/** A MiB of bytes each. */
export const BYTES: Items<Uint8Array> = {
  end: new Uint8Array(8),
  make: (number) => numbered(reused, number),
  makeNew: (number) => numbered(new Uint8Array(MIB), number),
  numberOf: (bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const number = view.getInt32(0);
    return view.getInt32(bytes.length - 4) === number ? number : NaN;
  },
};
