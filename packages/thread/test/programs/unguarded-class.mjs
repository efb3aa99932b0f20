import { Thread } from '@sync/thread';

export class Again extends Thread {
  static module = import.meta.url;
  run() {
    return 'ran';
  }
}

new Again({ name: 'again' }).start();
