import type { PendingTimer } from './node.ts';

interface Timer {
  readonly number: number;
  due: number;
  readonly fn: () => void;
  /** Milliseconds between two calls; 0: one only. */
  readonly every: number;
  ref(): Timer;
  unref(): Timer;
  hasRef(): boolean;
}

/** The platform takes no longer time; who asks for so much wants a timer that never fires. */
const NEVER = 2 ** 31 - 1;

/**
 * What a simulated thread waits for between its turns: the ends of its async waits, timers,
 * signals. None of them comes by itself; the search delivers them.
 */
export class EventLoop {
  readonly #waits: ((result: string) => void)[] = [];
  readonly #signals: AbortController[] = [];
  readonly #failed: (error: unknown) => void;
  #timers: Timer[] = [];
  #timersMade = 0;

  /** @param failed what a task throws */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  /** Timers that will fire, earliest first. */
  get timers(): PendingTimer[] {
    const pending = this.#timers.filter(({ due }) => due !== Infinity);
    return pending.map(({ number, due }) => ({ number, due })).sort((a, b) => a.due - b.due || a.number - b.number);
  }

  /** Numbers of the signals that may still abort. */
  get signals(): number[] {
    return this.#signals.flatMap(({ signal }, number) => (signal.aborted ? [] : [number]));
  }

  /** A turn: `wait 0 ok`, `timer 3`, `abort 0`. */
  deliver(what: string): void {
    const [kind, number, result = ''] = what.split(' ');
    if (kind === 'wait') this.#waits[Number(number)]?.(result);
    else if (kind === 'abort') this.#signals[Number(number)]?.abort();
    else this.#fire(Number(number));
  }

  /** The end of an async wait. */
  wait(): Promise<string> {
    return new Promise((resolve) => this.#waits.push(resolve));
  }

  /** `setTimeout` and its like. */
  addTimer(fn: () => void, now: () => number, milliseconds: number | undefined, repeats: boolean): object {
    const ms = Math.max(0, Number(milliseconds) || 0);
    const itself = (): Timer => timer;
    const timer: Timer = {
      number: this.#timersMade++,
      due: ms >= NEVER ? Infinity : now() + ms,
      fn,
      every: repeats ? Math.max(1, ms) : 0,
      ref: itself,
      unref: itself,
      hasRef: () => true,
    };
    this.#timers.push(timer);
    return timer;
  }

  /** `clearTimeout` and its like. */
  removeTimer(timer: object | undefined): void {
    this.#timers = this.#timers.filter((other) => other !== timer);
  }

  /** A signal that the search may abort. */
  addSignal(): AbortSignal {
    const controller = new AbortController();
    this.#signals.push(controller);
    const { signal } = controller;
    const add = signal.addEventListener.bind(signal);
    // What a listener throws would be reported by the platform, and end the process.
    signal.addEventListener = (type: string, listener: (event: Event) => void, options?: boolean | EventListenerOptions) => {
      add(type, (event) => { this.run(() => { listener.call(signal, event); }); }, options); // prettier-ignore
    };
    return signal;
  }

  /** Runs a task. */
  run(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#failed(error);
    }
  }

  #fire(number: number): void {
    const timer = this.#timers.find((one) => one.number === number);
    if (timer === undefined) return;
    if (timer.every > 0) timer.due += timer.every;
    else this.removeTimer(timer);
    this.run(timer.fn);
  }
}
