import { Thread } from '@sync/thread';

export class Greeting extends Thread {
  static override readonly module = import.meta.url;
  readonly name_: string;
  length = 0;

  constructor(name: string) {
    super();
    this.name_ = name;
  }

  override run(): string {
    const greeting = `hello ${this.name_}`;
    this.length = greeting.length;
    return greeting;
  }
}
