/** What came of a task in a child: its bytes, as they are to lie in the slot. */
export class Written {
  /** See `payload.ts`. */
  readonly bytes: Uint8Array;
  /** The same. */
  readonly flags: number;

  /** @param bytes without any: undefined */
  constructor(bytes: Uint8Array, flags: number) {
    this.bytes = bytes;
    this.flags = flags;
  }
}
