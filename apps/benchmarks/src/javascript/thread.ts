import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { javaScriptContender } from './contenders/catalogue.ts';
import { SLOT_ARRIVED, SLOT_GATE, sharedNow } from './control-words.ts';
import { workCalled } from './loops/catalogue.ts';
import type { Attached } from './lock-shapes.ts';
import type { Round, Task } from './task.ts';
import { turnsFor, workNs } from './work.ts';

/** What the host gives a thread at its start. */
export interface ThreadData {
  readonly me: number;
  readonly control: Int32Array;
  readonly times: Float64Array;
  /** To the other thread of the pair. */
  readonly line: MessagePort;
}

/** What the host may ask of a thread. */
export type Request =
  | { readonly kind: 'attach'; readonly contender: string; readonly shared: readonly unknown[] }
  | { readonly kind: 'calibrate'; readonly privateNs: number; readonly sectionNs: number }
  | { readonly kind: 'run'; readonly task: Task };

/** The outcome of a calibration: turns of the work loop, and what they really take. */
export interface Calibration {
  readonly privateTurns: number;
  readonly sectionTurns: number;
  readonly privateNs: number;
  readonly sectionNs: number;
}

function calibrate(privateNs: number, sectionNs: number): Calibration {
  const privateTurns = turnsFor(privateNs);
  const sectionTurns = turnsFor(sectionNs);
  return {
    privateTurns,
    sectionTurns,
    privateNs: privateTurns > 0 ? workNs(privateTurns, 100, 30) : 0,
    sectionNs: sectionTurns > 0 ? workNs(sectionTurns, 1, 30) : 0,
  };
}

/** All threads begin together: the last to arrive opens the gate and notes the time. */
function passGate({ control, times }: ThreadData, { threads, round }: Task): void {
  if (Atomics.add(control, SLOT_ARRIVED, 1) + 1 === threads) {
    times[0] = sharedNow();
    Atomics.store(control, SLOT_GATE, round);
    Atomics.notify(control, SLOT_GATE);
  }
  for (let at = Atomics.load(control, SLOT_GATE); at !== round; at = Atomics.load(control, SLOT_GATE)) {
    Atomics.wait(control, SLOT_GATE, at);
  }
}

/** A thread of a JavaScript contender: attaches once, then does one round after the other. */
export function runThread(): void {
  const data = workerData as ThreadData;
  const attached = new Map<string, Pick<Round, 'objects' | 'shared'>>();

  const handle = async (request: Request): Promise<unknown> => {
    if (request.kind === 'attach') {
      const contender = javaScriptContender(request.contender);
      const objects: Attached[] = [];
      for (const shared of request.shared) objects.push(await contender.attach(shared));
      attached.set(request.contender, { objects, shared: request.shared });
      return undefined;
    }
    if (request.kind === 'calibrate') return calibrate(request.privateNs, request.sectionNs);
    const { task } = request;
    const { loop } = workCalled(task.work);
    const { me, control, line } = data;
    const round: Round = { task, me, control, line, objects: [], shared: [], ...attached.get(task.contender) };
    passGate(data, task);
    return loop(round);
  };

  parentPort?.on('message', (request: Request) => {
    handle(request).then(
      (value) => parentPort?.postMessage({ value }),
      (error: unknown) => parentPort?.postMessage({ error: String(error) }),
    );
  });
}
