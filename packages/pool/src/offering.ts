import { checkTravels, prepare } from '@sync/codec';
import type { CallBytes } from './call-bytes.ts';
import { Numbering } from './numbering.ts';
import { NUMBERED } from './payload.ts';
import type { SharedObjects } from './shared-objects.ts';
import { CALL, type Slots } from './slots.ts';
import type { Submission } from './submission.ts';

/** Writes calls: into slots, or for later. */
export class Offering {
  readonly #slots: Slots;
  readonly #numbering: Numbering;

  /** @param objects names what bytes cannot carry */
  constructor(slots: Slots, objects: SharedObjects) {
    this.#slots = slots;
    this.#numbering = new Numbering(objects);
  }

  /**
   * T1: offers a call to all workers, if it is its turn: true. Else, or if there is no room, its bytes.
   *
   * @throws TypeError something in it cannot travel: what, and where
   */
  offer(submission: Submission, list: unknown[], isItsTurn: boolean): CallBytes | true {
    const write = (call: unknown): CallBytes | true => (isItsTurn ? this.#slots.offerCall(submission, call) : prepare(call, CALL));
    const { task } = submission;
    if (!this.#numbering.isUsual(task)) {
      try {
        return write(list);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
    }
    const numbered = this.#numbering.number(task, list);
    submission.flags = NUMBERED;
    submission.held = list;
    try {
      return write(numbered);
    } catch (error) {
      // With the paths of what was given.
      checkTravels(list.slice(1), CALL.path, { posted: true });
      throw error;
    }
  }
}
