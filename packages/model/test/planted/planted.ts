import type { CheckOptions, ModelError, Scenario } from '@sync/model';

/** A scenario that is right but for one mistake, which can be left out. */
export interface Planted {
  /** What is wrong. */
  readonly bug: string;
  readonly kind: ModelError['kind'];
  /** The first words of the message. */
  readonly says: RegExp;
  /** The fewest that it takes to see it. */
  readonly preemptions: number;
  /** The threads await; else they block. */
  readonly awaits?: boolean;
  readonly options?: CheckOptions;
  readonly scenario: (isPlanted: boolean) => Scenario;
}
