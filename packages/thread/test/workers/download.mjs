import { Lock } from '@sync/lock';
import { Thread, currentThread } from '@sync/thread';

export class Download extends Thread {
  static module = import.meta.url;
  static made = 0;

  #secret = 'of the constructor';
  url;
  lock = new Lock({ name: 'field' });
  done = { bytes: 0 };
  added;

  constructor(url, options) {
    super(options);
    Download.made++;
    this.url = url;
  }

  get host() {
    return new URL(this.url).host;
  }

  secretHere() {
    return this.#secret;
  }

  run() {
    this.done.bytes = 42;
    this.added = `from ${this.host}`;
    this.lock.acquire();
    this.lock.release();
    return {
      made: Download.made,
      isCurrent: currentThread() === this,
      isInstance: this instanceof Download && this instanceof Thread,
      name: this.name,
      id: this.id,
    };
  }
}

export class Private extends Download {
  static module = import.meta.url;
  run() {
    return this.secretHere();
  }
}

export class Fails extends Download {
  static module = import.meta.url;
  run() {
    this.done.bytes = 7;
    throw new RangeError('no such host');
  }
}

export class Renamed extends Thread {
  static module = import.meta.url;
  static export = 'AsThis';
  run() {
    return 'found';
  }
}
export { Renamed as AsThis };

class Hidden extends Thread {
  static module = import.meta.url;
  run() {}
}
export const makeHidden = () => new Hidden();

export class Homeless extends Thread {
  run() {}
}

export class BadField extends Download {
  static module = import.meta.url;
  callback = () => 1;
}

export class BadReturn extends Download {
  static module = import.meta.url;
  run() {
    this.callback = () => 1;
  }
}

export class Fields extends Thread {
  static module = import.meta.url;
  map = new Map([['a', [1n]]]);
  cycle = { self: undefined };
  run() {
    this.map.set('b', [2n]);
    this.cycle.self = this.cycle;
    delete this.gone;
    this.words = new Int32Array(new SharedArrayBuffer(4));
  }
}
