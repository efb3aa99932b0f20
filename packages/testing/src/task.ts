import type { ErrorRecord } from './remote-error.ts';

/** What a member of a bunch is started with. */
export interface TaskStart<D> {
  readonly data: D;
  readonly index: number;
  readonly count: number;
  /** Arrivals and generation of the bunch's own barrier. */
  readonly gate: Int32Array;
}

/** What a member of a bunch answers. */
export type TaskReply =
  | { readonly value: unknown; readonly error?: undefined }
  | { readonly error: ErrorRecord };
