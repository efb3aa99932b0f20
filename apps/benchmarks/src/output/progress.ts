/** Says how far the run is: one line that is rewritten on a terminal, a line for each scenario elsewhere. */
export class Progress {
  readonly #out: NodeJS.WriteStream;
  readonly #total: number;
  #title = '';
  #number = 0;

  constructor(out: NodeJS.WriteStream, scenarios: number) {
    this.#out = out;
    this.#total = scenarios;
  }

  /** A scenario begins. */
  begin(title: string): void {
    this.#title = title;
    this.#number++;
    if (!this.#out.isTTY) this.#out.write(`[${String(this.#number)}/${String(this.#total)}] ${title}\n`);
  }

  /** It has come so far. */
  step(done: number, of: number, doing: string): void {
    if (!this.#out.isTTY) return;
    const width = 20;
    const full = Math.round((width * done) / of);
    const bar = '█'.repeat(full) + '░'.repeat(width - full);
    this.#line(`[${String(this.#number)}/${String(this.#total)}] ${bar} ${this.#title}: ${doing}`);
  }

  /** Clears the line, so that a table can be printed. */
  clear(): void {
    if (this.#out.isTTY) this.#line('');
  }

  #line(text: string): void {
    this.#out.write(`\r\u001b[K${text.slice(0, Math.max(20, this.#out.columns - 1))}`);
  }
}
