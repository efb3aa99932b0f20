/** How a way tells what its calls came to, also when they throw. */
export interface Outcomes<Outcome> {
  /** What the call gave, or what is told of its error. */
  attempted(fn: () => Outcome): Outcome;
  /** The same of one that awaits; `'aborted'`: it was rejected with the reason of that signal. */
  awaited(fn: () => Promise<Outcome>, signal?: AbortSignal): Promise<Outcome | 'aborted'>;
}

/** Outcomes of which errors are a part: `told` says which, and throws those that are none. */
export function outcomesBy<Outcome>(told: (error: unknown) => Outcome): Outcomes<Outcome> {
  return {
    attempted: (fn) => {
      try {
        return fn();
      } catch (error) {
        return told(error);
      }
    },
    awaited: async (fn, signal) => {
      try {
        return await fn();
      } catch (error) {
        if (signal?.aborted === true && error === signal.reason) return 'aborted';
        return told(error);
      }
    },
  };
}
