import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Command } from '../child/protocol.ts';
import { parseCommand } from '../child/protocol.ts';
import { javaScriptContender } from './contenders/catalogue.ts';
import { SLOT_ARRIVED, SLOT_HOLDING, SLOT_SECTION, SLOT_STOP, sectionWords, sharedNow } from './control-words.ts';
import { isExact } from './exactness.ts';
import type { Attached } from './lock-shapes.ts';
import { workCalled } from './loops/catalogue.ts';
import type { Task, ThreadResult } from './task.ts';
import { Team } from './team.ts';
import type { Calibration } from './thread.ts';
import { BUCKETS, percentileOf } from './waits.ts';

/** Time for waiters to fall asleep before their CPU use counts. */
const SETTLE_MS = 300;
/** A lock is handed over by three. */
const THREE = [1, 1, 1];
/** Time for the last round to end once the program is gone. */
const LAST_ROUND_MS = 5000;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const seconds = (usage: NodeJS.CpuUsage): number => (usage.user + usage.system) / 1e6;

/** A JavaScript contender's process: keeps the time, while its worker threads do the work. */
class Host {
  readonly #team = new Team();
  readonly #entry: URL;
  readonly #attached = new Map<string, Attached | undefined>();
  #calibration: Calibration | undefined;
  #round = 0;

  constructor(entry: URL) {
    this.#entry = entry;
  }

  async #prepare({ contender, work, threads, privateNs, sectionNs }: Command): Promise<Calibration> {
    const { counts = THREE, sums } = workCalled(work);
    this.#team.grow(this.#entry, threads);
    if (!this.#attached.has(contender)) {
      const made = javaScriptContender(contender);
      const shared: unknown[] = [];
      for (const count of counts) shared.push(await made.create({ threads, count }));
      await this.#team.askAll(this.#team.size, { kind: 'attach', contender, shared });
      // The host takes part in nothing; it attaches only to what it has to sum up.
      this.#attached.set(contender, sums ? await made.attach(shared[0]) : undefined);
    }
    // Alone: the other threads have loaded all they need, and are asleep.
    const request = { kind: 'calibrate', privateNs, sectionNs } as const;
    this.#calibration ??= (await this.#team.ask(1, request)) as Calibration;
    return this.#calibration;
  }

  async run(command: Command): Promise<Answer> {
    const { contender, work, threads, ms } = command;
    const kind = workCalled(work);
    const calibration = await this.#prepare(command);
    const { control, times } = this.#team;
    control.fill(0, SLOT_SECTION);
    for (const slot of [SLOT_STOP, SLOT_ARRIVED, SLOT_HOLDING]) Atomics.store(control, slot, 0);
    const total = this.#attached.get(contender)?.total;
    const before = total ? total() : 0;
    const { privateTurns, sectionTurns } = calibration;
    const task: Task = { work, contender, threads, round: ++this.#round, privateTurns, sectionTurns };
    let cpu = process.cpuUsage();
    const working = this.#team.askAll(threads, { kind: 'run', task }) as Promise<ThreadResult[]>;
    if (kind.idles) {
      await Promise.race([sleep(SETTLE_MS), working]);
      cpu = process.cpuUsage();
      times[0] = sharedNow();
    }
    await Promise.race([sleep(ms), working]);
    const idleCpu = seconds(process.cpuUsage(cpu));
    const stoppedAt = sharedNow();
    Atomics.store(control, SLOT_STOP, 1);
    Atomics.notify(control, SLOT_STOP);
    const results = await working;
    const cpuSeconds = kind.idles ? idleCpu : seconds(process.cpuUsage(cpu));
    const counts = results.map((result) => result.operations);
    const operations = kind.together ? (counts[0] ?? 0) : counts.reduce((sum, count) => sum + count, 0);
    return {
      operations,
      counts,
      seconds: results[0]?.seconds ?? (stoppedAt - (times[0] ?? 0)) / 1000,
      cpuSeconds,
      privateNs: calibration.privateNs,
      sectionNs: calibration.sectionNs,
      exact: isExact(kind, { counts, operations, added: total ? total() - before : 0, words: sectionWords(control) }),
      ...this.#waits(results),
      ...(kind.idles ? { waiters: threads - 1 } : {}),
      ...(results[0]?.bytesPerOperation === undefined ? {} : { bytesPerOperation: results[0].bytesPerOperation }),
    };
  }

  #waits(results: readonly ThreadResult[]): Pick<Answer, 'waits' | 'handovers'> {
    if (!results[0]?.buckets) return {};
    const all = new Float64Array(BUCKETS);
    for (const { buckets } of results) buckets?.forEach((count, i) => (all[i] = (all[i] ?? 0) + count));
    const [p50 = 0, p99 = 0, p999 = 0] = [0.5, 0.99, 0.999].map((share) => percentileOf(all, share));
    const max = Math.max(...results.map((result) => result.longestMs ?? 0)) * 1e6;
    const handovers = sectionWords(this.#team.control)[5];
    return { ...(handovers > 0 ? { handovers } : {}), waits: { p50, p99, p999, max } };
  }
}

/** Serves commands from standard input until it ends. `contenders` are those whose version is asked for. */
export async function runHost(entry: URL, contenders: readonly string[]): Promise<void> {
  const say = (line: object): void => { process.stdout.write(`${JSON.stringify(line)}\n`); };
  const host = new Host(entry);
  const versions: Record<string, string> = {};
  try {
    for (const name of contenders) versions[name] = (await javaScriptContender(name).version()) ?? process.version;
  } catch (error) {
    say({ error: messageOf(error) });
    return;
  }
  say({ ready: true, versions });
  const input = createInterface({ input: process.stdin });
  // Threads that hang must not outlive the program.
  input.once('close', () => setTimeout(() => process.exit(1), LAST_ROUND_MS));
  for await (const line of input) {
    try {
      say(await host.run(parseCommand(line)));
    } catch (error) {
      say({ error: messageOf(error) });
    }
  }
  process.exit(0); // threads may still be blocked
}
