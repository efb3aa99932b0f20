import { shapeOf, type Loop, type Round } from '../task.ts';
import type { VariableShape } from '../variable-shape.ts';
import { repeatUntilStopped } from './repeat.ts';

/** Several in turn, so that no engine reads one once for all times. */
export const VARIABLES = [0, 0, 0, 0] as const;
const MASK = VARIABLES.length - 1;

function variablesOf(round: Round): readonly VariableShape[] {
  return round.objects.map((_, index) => shapeOf(round, 'variable', index));
}

function check(found: number, expected: number): void {
  if (found !== expected) throw new Error(`found ${String(found)} instead of ${String(expected)}`);
}

/** Reads the thread's values. */
export const variableGet: Loop = (round) => {
  const variables = variablesOf(round);
  for (const variable of variables) variable.value = 1;
  return repeatUntilStopped(round, (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += variables[i & MASK]?.value ?? NaN;
    check(sum, n);
  });
};

/** Writes them. */
export const variableSet: Loop = (round) => {
  const variables = variablesOf(round);
  return repeatUntilStopped(round, (n) => {
    for (let i = 0; i < n; i++) {
      const variable = variables[i & MASK];
      if (variable) variable.value = i;
    }
    check(variables[(n - 1) & MASK]?.value ?? NaN, n - 1);
  });
};

/** Runs a function for which one has another value, which that reads. */
export const variableRun: Loop = (round) => {
  const variable = shapeOf(round, 'variable');
  const read = (): number => variable.value;
  return repeatUntilStopped(round, (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += variable.run(2, read);
    check(sum, 2 * n);
  });
};
