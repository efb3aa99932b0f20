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
  refresh(): Timer;
  [Symbol.dispose](): void;
  [Symbol.toPrimitive](): number;
}

type Listener = ((this: AbortSignal, event: Event) => void) | { handleEvent(event: Event): void };

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
  /** Something was put off: only who drains microtasks and delivers can go on. */
  isUsed = false;
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
    this.isUsed = true;
    return new Promise((resolve) => this.#waits.push(resolve));
  }

  /** `setTimeout` and its like. */
  addTimer(fn: () => void, now: () => number, milliseconds: number | undefined, repeats: boolean): object {
    this.isUsed = true;
    const ms = Math.max(0, Number(milliseconds) || 0);
    const due = (): number => (ms >= NEVER ? Infinity : now() + ms);
    const number = ++this.#timersMade;
    let isHeld = true;
    const hold = (holds: boolean) => (): Timer => ((isHeld = holds), timer);
    const refresh = (): Timer => ((timer.due = due()), timer);
    const timer: Timer = {
      number,
      due: due(),
      fn,
      every: repeats ? Math.max(1, ms) : 0,
      ref: hold(true),
      unref: hold(false),
      hasRef: () => isHeld,
      refresh,
      [Symbol.dispose]: () => { this.removeTimer(timer); }, // prettier-ignore
      [Symbol.toPrimitive]: () => number,
    };
    this.#timers.push(timer);
    return timer;
  }

  /** `clearTimeout` and its like. */
  removeTimer(timer: object | number | undefined): void {
    this.#timers = this.#timers.filter((other) => other !== timer && other.number !== timer);
  }

  /** A signal that the search may abort. */
  addSignal(): AbortSignal {
    const controller = new AbortController();
    this.#signals.push(controller);
    const { signal } = controller;
    // What a listener throws would be reported by the platform, and end the process.
    const guarded = new Map<Listener, (event: Event) => void>();
    const guard = (listener: Listener): ((event: Event) => void) => {
      const call = (event: Event): void => {
        this.run(() => {
          if (typeof listener === 'function') listener.call(signal, event);
          else listener.handleEvent(event);
        });
      };
      guarded.set(listener, guarded.get(listener) ?? call);
      return guarded.get(listener) as typeof call;
    };
    for (const name of ['addEventListener', 'removeEventListener'] as const) {
      const native = signal[name].bind(signal);
      signal[name] = (type: string, listener: Listener, options?: boolean | EventListenerOptions) => {
        native(type, guard(listener), options);
      };
    }
    return signal;
  }

  /** Runs a task of another turn. */
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
