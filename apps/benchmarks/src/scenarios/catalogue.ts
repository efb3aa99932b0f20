import { contenders } from '../contenders/catalogue.ts';
import { awaitedScenarios } from './awaited.ts';
import { barrierScenarios } from './barrier.ts';
import { codecScenarios } from './codec.ts';
import { contendedScenarios } from './contended.ts';
import { counterScenarios } from './counters.ts';
import { deathScenarios } from './death.ts';
import { fairnessScenarios } from './fairness.ts';
import { freeCallScenarios } from './free-calls.ts';
import { handoverScenarios } from './handover.ts';
import { idleScenarios } from './idle.ts';
import { modelScenarios } from './model.ts';
import { pingPongScenarios } from './ping-pong.ts';
import { poolScenarios } from './pool.ts';
import { queueScenarios } from './queue.ts';
import { readWriteScenarios } from './read-write.ts';
import type { Scenario } from './scenario.ts';
import { sharedScenarios } from './shared.ts';
import { sharingScenarios } from './sharing.ts';
import { threadLocalScenarios } from './thread-local.ts';
import { threadScenarios } from './thread.ts';
import { uncontendedScenarios } from './uncontended.ts';

/** Every scenario for these thread counts, in the order in which they are run and shown. */
export function scenariosFor(threadCounts: readonly number[]): readonly Scenario[] {
  return [
    ...uncontendedScenarios,
    ...freeCallScenarios,
    ...threadLocalScenarios,
    ...contendedScenarios(threadCounts),
    ...fairnessScenarios(threadCounts),
    ...readWriteScenarios(threadCounts),
    ...handoverScenarios,
    ...pingPongScenarios,
    ...barrierScenarios(threadCounts),
    ...sharingScenarios,
    ...awaitedScenarios,
    ...idleScenarios,
    ...deathScenarios,
    ...counterScenarios(threadCounts),
    ...codecScenarios,
    ...sharedScenarios,
    ...queueScenarios,
    ...poolScenarios,
    ...threadScenarios,
    ...modelScenarios,
  ];
}

/** Those whose id, title, suite or group contains the text. */
export function matching(scenarios: readonly Scenario[], text: string | undefined): readonly Scenario[] {
  if (text === undefined) return scenarios;
  const wanted = text.toLowerCase();
  return scenarios.filter((one) => [one.id, one.title, one.suite, one.group].some((s) => s.toLowerCase().includes(wanted)));
}

/** The same with our own contenders and those rivals alone whose id or label contains one of the texts. */
export function against(scenarios: readonly Scenario[], texts: readonly string[] | undefined): readonly Scenario[] {
  if (texts === undefined) return scenarios;
  const wanted = texts.map((text) => text.toLowerCase());
  const takesPart = (id: string): boolean => {
    const { family, label = id } = contenders.get(id) ?? {};
    return family === 'ours' || wanted.some((text) => id.includes(text) || label.toLowerCase().includes(text));
  };
  return scenarios.map((one) => {
    const bars = one.bars?.filter((bar) => bar.kind !== 'ratio' || takesPart(bar.rival)) ?? [];
    return { ...one, contenders: one.contenders.filter(takesPart), bars };
  });
}
