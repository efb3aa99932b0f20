export class Account {
  static words(threads: number): Int32Array;
  constructor(words: Int32Array);
  add(who: number, within: () => void): void;
  read(): number;
  repair(): number;
  wasRepaired(who: number): boolean;
  readonly inside: number;
  readonly sums: [total: number, copy: number, own: number];
}
