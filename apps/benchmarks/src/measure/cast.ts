import { ContenderProcess } from '../child/contender-process.ts';
import { FreshProcesses } from '../child/fresh-processes.ts';
import type { Absent, Contender, Surroundings } from '../contenders/contender.ts';
import { contenders } from '../contenders/catalogue.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Plan } from './plan.ts';

/** A contender that has started. */
export interface Player {
  readonly contender: Contender;
  readonly process: ContenderProcess | FreshProcesses;
  readonly version: string;
}

/** Contenders named in the result as left out. */
export interface LeftOut {
  readonly contender: string;
  readonly label: string;
  readonly reason: string;
}

/** Those that take part in a scenario, and those that do not. */
export interface Cast {
  readonly players: readonly Player[];
  readonly leftOut: readonly LeftOut[];
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Looks a contender up. */
function byId(id: string): Contender {
  const found = contenders.get(id);
  if (!found) throw new Error(`no contender is called ${id}`);
  return found;
}

/** Those that have nothing to say about this run are not even named: the newest Node where it was not asked for. */
function wanted(scenario: Scenario, around: Surroundings): readonly Contender[] {
  const askedFor = around.latestNode !== undefined || around.noLatestNode !== undefined;
  return scenario.contenders
    .filter((id) => askedFor || !id.endsWith('-latest'))
    .map((id) => byId(id));
}

/** Starts all contenders of a scenario at once, those with a common host in one process. */
export async function assemble(
  scenario: Scenario,
  plan: Plan,
  around: Surroundings,
  lookUp: (scenario: Scenario, around: Surroundings) => readonly Contender[] = wanted,
): Promise<Cast> {
  const hosts = new Map<string, Promise<Player['process'] | Absent>>();
  const leftOut: LeftOut[] = Object.entries(scenario.unfit ?? {}).map(([id, reason]) => {
    return { contender: id, label: byId(id).label, reason };
  });

  const start = async (contender: Contender): Promise<Player['process'] | Absent> => {
    const launch = await contender.launch(around, scenario.nodeFlags ?? []);
    if ('absent' in launch) return launch;
    return scenario.fresh === true ? new FreshProcesses(launch, plan.startLimitMs) : new ContenderProcess(launch);
  };

  const join = async (contender: Contender): Promise<Player | undefined> => {
    const key = contender.host ?? contender.id;
    let host = hosts.get(key);
    const first = !host;
    if (!host) hosts.set(key, (host = start(contender)));
    try {
      const process = await host;
      if ('absent' in process) throw new Error(process.absent);
      const ready = first ? process.ready(plan.startLimitMs) : undefined;
      readies.set(process, readies.get(process) ?? ready ?? Promise.resolve({}));
      const { version, versions } = (await readies.get(process)) ?? {};
      return { contender, process, version: version ?? versions?.[contender.wire ?? contender.id] ?? '' };
    } catch (error) {
      leftOut.push({ contender: contender.id, label: contender.label, reason: reasonOf(error) });
      return undefined;
    }
  };
  const readies = new Map<Player['process'], ReturnType<ContenderProcess['ready']>>();

  const joined = await Promise.all(lookUp(scenario, around).map(join));
  return { players: joined.filter((player) => player !== undefined), leftOut };
}
