import { InvalidStateError, share } from '@sync/atomics/internal';
import { checkTravels, encodeError } from '@sync/codec';
import { bytesOf } from './call-bytes.ts';
import type { Port, ToPool } from './messages.ts';
import { Numbering } from './numbering.ts';
import { FAILED, NUMBERED, POSTED, STOPPED, type Payloads } from './payload.ts';
import type { RunningTask } from './running-task.ts';
import type { SharedObjects } from './shared-objects.ts';
import { Transferring } from './transferring.ts';
import { Written } from './written.ts';

/** Writes what comes of tasks, for those who have submitted them. */
export class Outbox {
  readonly #payloads: Payloads;
  readonly #numbering: Numbering;
  readonly #port: Port;

  /** @param port to the pool's thread */
  constructor(payloads: Payloads, objects: SharedObjects, port: Port) {
    this.#payloads = payloads;
    this.#numbering = new Numbering(objects);
    this.#port = port;
  }

  /** Sends a message to the pool's thread. */
  send(message: ToPool, transfer?: readonly object[]): void {
    this.#port.postMessage(message, transfer);
  }

  /**
   * Writes what a task returned.
   *
   * @param mayPost its submitter is at the other end of the port
   * @throws TypeError it cannot travel
   */
  succeed(task: RunningTask, value: unknown, mayPost: boolean): void {
    const { lane, slot } = task;
    const at = lane.at(slot);
    this.#payloads.clear(at);
    if (value === undefined) {
      this.#payloads.write(at, undefined, 0);
      return;
    }
    if (value instanceof Written) {
      if (this.#payloads.write(at, value.bytes.length === 0 ? undefined : bytesOf(value.bytes), value.flags)) return;
      throw new RangeError(`result: ${value.bytes.length} bytes are more than the pool has room for`);
    }
    const isMoved = value instanceof Transferring;
    if (!isMoved && this.#writePlainOrNumbered(at, task, value, mayPost)) return;
    if (!mayPost) throw refused(value);
    this.#post(slot, isMoved ? value : new Transferring(value, []));
    this.#payloads.write(at, undefined, POSTED);
  }

  /** Writes what a task threw. */
  fail({ lane, slot }: RunningTask, error: unknown, wasStopped: boolean): void {
    const at = lane.at(slot);
    this.#payloads.clear(at);
    const flags = FAILED | (wasStopped ? STOPPED : 0);
    const bytes = encodeError(error);
    if (this.#payloads.write(at, bytesOf(bytes), flags)) return;
    // There is no room for it.
    const short = new Error(`${String(error).slice(0, 1000)} ... (an error of ${bytes.byteLength} bytes)`);
    if (!this.#payloads.write(at, bytesOf(encodeError(short)), flags)) this.#payloads.write(at, undefined, flags);
  }

  #writePlainOrNumbered(at: number, { name, given }: RunningTask, value: unknown, mayPost: boolean): boolean {
    if (!this.#numbering.isUsual(name) && this.#write(at, () => value, 0)) return true;
    // What it was not given, its submitter may have no more: it is posted.
    return this.#write(at, () => this.#numbering.number(name, value, mayPost ? (given ?? new Set()) : undefined), NUMBERED);
  }

  /** As bytes; false: bytes cannot carry it, such as memory that the task has made, or there is no room for so many. */
  #write(at: number, make: () => unknown, flags: number): boolean {
    try {
      return this.#payloads.encode(at, make(), flags, RESULT) === true;
    } catch (error) {
      if (error instanceof TypeError || error instanceof InvalidStateError) return false;
      throw error;
    }
  }

  #post(slot: number, { value, transfer }: Transferring): void {
    const shared = share(value);
    try {
      this.send({ kind: 'result', slot, value: shared }, transfer);
    } catch (error) {
      checkTravels(shared, RESULT.path, { posted: true });
      throw error;
    }
  }
}

const RESULT = { path: 'result' } as const;

function refused(value: unknown): TypeError {
  try {
    checkTravels(value instanceof Transferring ? value.value : value, RESULT.path);
  } catch (error) {
    return error as TypeError;
  }
  return new TypeError('result: a task that was submitted by a task can return nothing that is moved, or larger than the pool has room for');
}
