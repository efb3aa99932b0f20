/** Something that the watchdog can attach to. */
export class Stub {
  static from() {
    return new Stub();
  }
  toString() {
    return 'Stub held by nobody';
  }
}
