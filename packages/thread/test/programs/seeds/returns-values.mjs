// An extended thread: fields in, a result and fields back.
import { Thread, isMainThread } from '@sync/thread';

export class Square extends Thread {
  static module = import.meta.url;
  steps = 0;

  constructor(number) {
    super({ name: `square of ${number}` });
    this.number = number;
  }

  run() {
    for (let i = 0; i < this.number; i++) this.steps++;
    return this.number ** 2;
  }
}

if (isMainThread) {
  const squares = [2, 3, 4].map((number) => new Square(number).start());
  for (const square of squares) console.log(`${square.name} is ${square.result()}, in ${square.steps} steps`);
}
