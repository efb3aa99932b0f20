import type { Interruption } from '@sync/atomics/internal';
import type { Execution } from './execution.ts';
import type { Inbox } from './inbox.ts';

/** A blocking wait of a task that is cancelled throws the reason. */
export function interruptionOf(execution: Pick<Execution, 'current'>, inbox: Inbox): Interruption {
  return {
    get pending() {
      return execution.current?.isPending ?? false;
    },
    take() {
      inbox.receive();
      return execution.current?.answer();
    },
  };
}
