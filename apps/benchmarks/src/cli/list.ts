import { contenders } from '../contenders/catalogue.ts';
import type { Scenario } from '../scenarios/scenario.ts';

/** What `--list` prints. */
export function listOf(scenarios: readonly Scenario[]): string {
  return scenarios
    .map((one) => {
      const names = one.contenders.map((id) => contenders.get(id)?.label ?? id).join(', ');
      const bars = (one.bars ?? []).map((bar) => `\n    bar: ${bar.what}`).join('');
      return `${one.id}\n    ${one.about}\n    ${names}${bars}`;
    })
    .join('\n');
}
