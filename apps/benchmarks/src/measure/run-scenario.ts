import type { ContenderProcess } from '../child/contender-process.ts';
import type { Answer, Command } from '../child/protocol.ts';
import type { Contender, Surroundings } from '../contenders/contender.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { assemble, type LeftOut, type Player } from './cast.ts';
import { busyThreads } from './busy-threads.ts';
import { watchLoad } from './foreign-load.ts';
import type { Plan } from './plan.ts';

/** A contender's rounds, by number. A round that it lost to other load is kept apart. */
export interface Series {
  readonly contender: Contender;
  readonly version: string;
  /** Answers by round; undefined where the round was void. */
  readonly answers: (Answer | undefined)[];
  /** The last answer of each round, void or not: shown, marked, where too few are left. */
  readonly all: Answer[];
  /** Turns that were thrown away because other load ran. */
  discarded: number;
}

/** What was measured of a scenario. */
export interface Measured {
  readonly scenario: Scenario;
  readonly rounds: number;
  readonly series: readonly Series[];
  readonly leftOut: readonly LeftOut[];
  /** Whether other load could be watched on this machine. */
  readonly loadWatched: boolean;
}

/** Told how far a scenario has come. */
export type OnProgress = (done: number, of: number, doing: string) => void;

function commandFor(scenario: Scenario, { contender }: Player, ms: number): Command {
  const { work, threads, privateNs = 0, sectionNs = 0 } = scenario;
  return { contender: contender.wire ?? contender.id, work, threads, privateNs, sectionNs, ms };
}

/** Length of a round of a scenario, in milliseconds; 0 where it is as long as one operation of a fresh process. */
export function roundLength({ fresh, roundMs, quickRoundMs }: Scenario, plan: Plan): number {
  if (fresh === true) return 0;
  return (plan.quick ? quickRoundMs : roundMs) ?? plan.roundMs;
}

/** Scenarios with long rounds have few, and one in a quick run. */
function roundsFor({ mostRounds = Infinity }: Scenario, plan: Plan): number {
  return plan.quick && mostRounds < plan.rounds * 2 ? 1 : Math.min(plan.rounds, mostRounds);
}

/** Runs all contenders of a scenario, interleaved: every round gives each of them one turn, in the same order. */
export async function runScenario(
  scenario: Scenario,
  plan: Plan,
  around: Surroundings,
  onProgress: OnProgress,
  lookUp?: Parameters<typeof assemble>[3],
): Promise<Measured> {
  const { players, leftOut: absent } = await assemble(scenario, plan, around, lookUp);
  const leftOut = [...absent];
  const series = new Map<Player, Series>(
    players.map((player) => [
      player,
      { contender: player.contender, version: player.version, answers: [], all: [], discarded: 0 },
    ]),
  );
  const roundMs = roundLength(scenario, plan);
  const rounds = roundsFor(scenario, plan);
  let loadWatched = true;
  let busy: ContenderProcess | undefined;
  let spare = rounds * players.length; // a busy machine at most doubles the time

  const leave = (player: Player, reason: string): void => {
    const { id, label } = player.contender;
    leftOut.push({ contender: id, label, reason });
    series.delete(player);
  };

  const turn = async (player: Player, ms: number): Promise<Answer | undefined> => {
    try {
      const answer = await player.process.run(commandFor(scenario, player, ms), plan.answerLimitMs + 10 * ms);
      if (answer.exact) return answer;
      leave(player, 'its shared words do not add up: two threads were inside at once, or something was lost');
    } catch (error) {
      leave(player, error instanceof Error ? error.message : String(error));
    }
    return undefined;
  };

  const round = async (player: Player, number: number): Promise<void> => {
    const one = series.get(player);
    if (!one) return;
    for (let attempt = 0; ; attempt++) {
      const own = [...series.keys()].flatMap((each) => each.process.pid ?? []);
      const stop = await watchLoad([process.pid, ...own, ...(busy?.pid === undefined ? [] : [busy.pid])]);
      const answer = await turn(player, roundMs);
      if (!answer) return;
      const loaded = await stop();
      loadWatched = loaded !== undefined;
      one.all[number] = answer;
      if (!loaded) {
        one.answers[number] = answer;
        return;
      }
      one.discarded++;
      if (attempt >= plan.repeats || spare-- <= 0) {
        one.answers[number] = undefined;
        return;
      }
    }
  };

  try {
    if (scenario.busy !== undefined) busy = await busyThreads(scenario.busy, around, plan);
    const steps = rounds + 1;
    onProgress(0, steps, 'warming up');
    if (scenario.warmUp !== false && scenario.fresh !== true) for (const player of players) await turn(player, Math.min(plan.warmUpMs, roundMs));
    for (let number = 0; number < rounds; number++) {
      onProgress(number + 1, steps, `round ${String(number + 1)} of ${String(rounds)}`);
      for (const player of series.keys()) await round(player, number);
    }
    onProgress(steps, steps, 'done');
  } finally {
    await busy?.close();
    await Promise.all(players.map((player) => player.process.close()));
  }
  return { scenario, rounds, series: [...series.values()], leftOut, loadWatched };
}
