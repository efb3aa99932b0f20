import { readFile } from 'node:fs/promises';
import { figure } from '../output/format.ts';
import { SCHEMA, type Report, type ScenarioResult } from './report.ts';

/** Reads the figures of an earlier run; throws with a message for the user if they are none. */
export async function readReport(file: string): Promise<Report> {
  const found = JSON.parse(await readFile(file, 'utf8')) as Partial<Report>;
  if (found.schema !== SCHEMA || !Array.isArray(found.scenarios)) {
    throw new Error(`${file} is not a result of schema ${String(SCHEMA)}`);
  }
  return found as Report;
}

/** The change of each contender's median since an earlier run, by contender. Machines and loads differ: no judgement. */
export function changesSince(old: Report, result: ScenarioResult): ReadonlyMap<string, string> {
  const before = old.scenarios.find((one) => one.scenario === result.scenario);
  return new Map(
    result.rows.flatMap((row): [string, string][] => {
      const then = before?.rows.find((one) => one.contender === row.contender)?.operationsPerSecond;
      const now = row.operationsPerSecond;
      return then && now ? [[row.contender, `${figure(now.median / then.median)} x`]] : [];
    }),
  );
}
