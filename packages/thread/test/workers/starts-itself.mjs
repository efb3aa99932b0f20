import { Thread } from '@sync/thread';

/** Starts itself from within. */
export class Restless extends Thread {
  static module = import.meta.url;

  run() {
    try {
      this.start();
    } catch (error) {
      return `${error.name} ${error.message}`;
    }
    return 'started';
  }
}

/** What it says. */
export function outer() {
  return new Restless().start().result();
}
