import type { Call } from './call.ts';
import type { Executor } from './executor.ts';
import type { Submission, TaskLimits } from './submission.ts';
import { isIterable, zip, zipAsync, type AnyIterable } from './zip.ts';

/** What is called with each item, and how. */
export interface FeedPlan extends Pick<Call, 'name' | 'text' | 'context'> {
  readonly limits: TaskLimits | undefined;
  /** So many items are one task. */
  readonly chunkSize: number;
  /** So many tasks may be here. */
  readonly bufferSize: number;
}

/** The end of something: by an error, or not. */
export interface End {
  readonly error?: { readonly thrown: unknown };
}

/** Submits tasks for items, as long as there is room for them. */
export class Feed {
  /** What was submitted, and nobody has taken, in the order of the items. */
  readonly tasks: Submission[] = [];
  /** It cannot be waited for with the thread blocked. */
  readonly isAsync: boolean;
  readonly #executor: Executor;
  readonly #plan: FeedPlan;
  readonly #items: Generator<unknown[], undefined> | AsyncGenerator<unknown[], undefined>;
  #end: End | undefined;
  #isClosed = false;
  #isFilling = false;
  #changed = (): void => undefined;

  /** Nothing is submitted yet. */
  constructor(executor: Executor, plan: FeedPlan, iterables: readonly AnyIterable[]) {
    this.#executor = executor;
    this.#plan = plan;
    this.isAsync = !iterables.every(isIterable);
    this.#items = this.isAsync ? zipAsync(iterables) : zip(iterables as readonly Iterable<unknown>[]);
  }

  /** There are no more items: how that came. */
  get end(): End | undefined {
    return this.#end;
  }

  /** Submits what there is room for; of async iterables, as it comes. */
  fill(): void {
    if (this.isAsync) void this.#fillAsync();
    else while (this.#mayGoOn) this.#submit(this.#lists());
  }

  /** Calls a function after each change, which is the last one for that; returns what takes it back. */
  onChange(changed: () => void): () => void {
    this.#changed = changed;
    const off = this.#executor.isFull ? this.#executor.whenRoom(changed) : undefined;
    return () => {
      off?.();
      this.#changed = () => undefined;
    };
  }

  /** No more are submitted. */
  close(): void {
    this.#end ??= {};
    this.#isClosed = true;
    const closing = this.#items.return(undefined);
    if (closing instanceof Promise) closing.catch(() => undefined);
  }

  get #mayGoOn(): boolean {
    return this.#end === undefined && this.tasks.length < this.#plan.bufferSize && this.#mayTry;
  }

  /** To submit something; it says no by itself when it is closed. */
  get #mayTry(): boolean {
    return !this.#executor.isFull || this.#executor.isOver;
  }

  #lists(): unknown[][] {
    const lists: unknown[][] = [];
    const items = this.#items as Generator<unknown[], undefined>;
    try {
      while (lists.length < this.#plan.chunkSize && this.#add(items.next(), lists));
    } catch (thrown) {
      this.#end = { error: { thrown } };
    }
    return lists;
  }

  async #fillAsync(): Promise<void> {
    if (this.#isFilling) return;
    this.#isFilling = true;
    while (this.#mayGoOn) {
      const lists: unknown[][] = [];
      try {
        while (lists.length < this.#plan.chunkSize && this.#add(await this.#items.next(), lists));
      } catch (thrown) {
        this.#end ??= { error: { thrown } };
      }
      while (!this.#mayTry) {
        await new Promise<void>((resolve) => {
          this.#executor.whenRoom(resolve);
        });
      }
      this.#submit(lists);
      this.#changed();
    }
    this.#isFilling = false;
  }

  /** False: those were all. */
  #add({ done, value }: IteratorResult<unknown[], undefined>, lists: unknown[][]): boolean {
    if (done === true) this.#end ??= {};
    else lists.push(value);
    return done !== true;
  }

  #submit(lists: unknown[][]): void {
    const { name, text, context, limits, chunkSize } = this.#plan;
    const [args] = lists;
    if (args === undefined || this.#isClosed) return;
    const call: Call = chunkSize === 1 ? { name, text, context, args } : { name, text, context, args: lists, form: 'chunk' };
    try {
      this.tasks.push(this.#executor.submit(call, limits));
    } catch (thrown) {
      this.#end = { error: { thrown } };
      this.close();
    }
  }
}
