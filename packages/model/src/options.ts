/** What is explored, and when a search gives up. */
export interface CheckOptions {
  /** Threads that may be killed, at any step. Default 0. */
  readonly kills?: number;
  /**
   * Time-outs that may fire while something else could move; when nothing else can, the next
   * ones always may. Default: any number.
   */
  readonly timeouts?: number;
  /** A wait of so many milliseconds or more never times out. Default: all of them may. */
  readonly endless?: number;
  /** `'any'`: `notify` wakes waiters in any order; the platform's is `'fifo'`, the default. */
  readonly notifyOrder?: 'fifo' | 'any';
  /** Schedules with more preemptions are left out. Default: none is. */
  readonly preemptions?: number;
  /** Steps of one thread after which it counts as a livelock. Default 1,000. */
  readonly maxSteps?: number;
  /** A search gives up at so many states. Default 2,000,000. */
  readonly maxStates?: number;
  /** A search gives up after so many milliseconds. Default 30,000. */
  readonly maxMilliseconds?: number;
  /** A search gives up when it uses so many bytes, about. Default 1 GiB. */
  readonly maxBytes?: number;
  /** Random schedules that are tried when a search gives up. Default 1,000. */
  readonly walks?: number;
  /** Of the random schedules. Default 1. */
  readonly seed?: number;
  /** Runs one schedule only: the token of a failure. */
  readonly replay?: string | undefined;
  /** Places in the source that traces leave out, as the file of a seam over `Atomics`. */
  readonly hide?: RegExp | undefined;
}

/** All of them. */
export type Settings = { readonly [Key in keyof CheckOptions]-?: CheckOptions[Key] };

const DEFAULTS: Settings = {
  kills: 0,
  timeouts: Infinity,
  endless: Infinity,
  notifyOrder: 'fifo',
  preemptions: Infinity,
  maxSteps: 1000,
  maxStates: 2_000_000,
  maxMilliseconds: 30_000,
  maxBytes: 2 ** 30,
  walks: 1000,
  seed: 1,
  replay: undefined,
  hide: undefined,
} as const;

/** With the defaults; says what is wrong with what was given. */
export function settingsOf(setup: unknown, options: CheckOptions): Settings {
  if (typeof setup !== 'function') throw new TypeError('check(): the setup must be a function that returns { threads }');
  if (typeof options !== 'object' || (options as unknown) === null) throw new TypeError('check(): the options must be an object');
  for (const [key, value] of Object.entries(options) as [keyof Settings, unknown][]) {
    if (!(key in DEFAULTS)) throw new TypeError(`check(): no option ${key}; there are ${Object.keys(DEFAULTS).join(', ')}`);
    if (value === undefined || typeof DEFAULTS[key] !== 'number') continue;
    if (typeof value !== 'number') throw new TypeError(`check(): ${key} must be a number, not ${typeof value}`);
    const isWhole = Number.isInteger(value) || value === Infinity || key === 'endless' || key === 'maxMilliseconds';
    if (!isWhole) throw new RangeError(`check(): ${key} must be a whole number, not ${value}`);
    if (!(value >= 0)) throw new RangeError(`check(): ${key} must be 0 or more, not ${value}`);
  }
  const { notifyOrder = 'fifo', replay = '', hide = /^$/ } = options;
  if (typeof replay !== 'string') throw new TypeError('check(): replay must be the token of a failure');
  if (!(hide instanceof RegExp)) throw new TypeError('check(): hide must be a regular expression');
  if (!['fifo', 'any'].includes(notifyOrder)) throw new TypeError("check(): notifyOrder must be 'fifo' or 'any'");
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...(Object.fromEntries(given) as CheckOptions) };
}
