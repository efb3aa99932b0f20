import type { Row, ScenarioResult } from '../result/report.ts';
import { duration, durations, figure, percent, rate, times } from './format.ts';

/** A column of a scenario's table, on the terminal and in the report. */
export interface Column {
  readonly title: string;
  /** Longer, for the report. */
  readonly about: string;
  /** Only in the report: a terminal is narrow. */
  readonly detail?: boolean;
  readonly cell: (row: Row) => string | undefined;
}

const columns: readonly Column[] = [
  {
    title: 'per second',
    about: 'operations per second, median',
    cell: (row) => row.operationsPerSecond && rate(row.operationsPerSecond.median),
  },
  {
    title: 'each',
    about: 'time for one operation: the median rate, inverted',
    cell: (row) => row.operationsPerSecond && duration(1e9 / row.operationsPerSecond.median),
  },
  {
    title: 'quartiles',
    about: 'quartiles of the time for one operation',
    cell: ({ operationsPerSecond: speed }) => speed && durations(1e9 / speed.q3, 1e9 / speed.q1),
  },
  {
    title: 'ours is',
    about: 'operations per second of ours divided by this one’s, round by round: median (quartiles); above 1 ours is faster',
    cell: (row) => row.ratioOfOurs && times(row.ratioOfOurs),
  },
  {
    title: 'CPU each',
    about: 'CPU time of the whole process for one operation',
    cell: (row) => row.cpuSecondsPerOperation && duration(row.cpuSecondsPerOperation.median * 1e9),
  },
  {
    title: 'hand-overs',
    about: 'changes of owner per second',
    cell: (row) => row.handoversPerSecond && rate(row.handoversPerSecond.median),
  },
  {
    title: 'least share',
    about: 'smallest share of a thread, of its fair share: median, and the lowest round',
    cell: ({ fairnessShare: share }) => share && `${figure(share.median)} (${figure(share.least)})`,
  },
  { title: 'p50 wait', about: 'half of the waits are shorter', cell: (row) => row.latency && duration(row.latency.p50) },
  { title: 'p99 wait', about: '99 % of waits are shorter', cell: (row) => row.latency && duration(row.latency.p99) },
  { title: 'p99.9 wait', about: '99.9 % of waits are shorter', cell: (row) => row.latency && duration(row.latency.p999) },
  {
    title: 'longest wait',
    about: 'longest wait of any thread in any round, never understated',
    cell: (row) => row.latency && duration(row.latency.max),
  },
  {
    title: 'work outside',
    about: 'private work between two sections, as calibrated',
    detail: true,
    cell: (row) => (row.privateNs > 0 ? duration(row.privateNs) : undefined),
  },
  {
    title: 'work inside',
    about: 'work inside a section beside its four additions, as calibrated',
    detail: true,
    cell: (row) => (row.sectionNs > 0 ? duration(row.sectionNs) : undefined),
  },
  {
    title: 'CPU per waiter',
    about: 'share of a core that a waiting thread uses',
    cell: (row) => row.cpuSharePerWaiter && percent(row.cpuSharePerWaiter.median),
  },
  {
    title: 'loop late by',
    about: 'how late the event loop is of the thread that submits: 99 % of the time less',
    cell: (row) => row.loopDelayMs && duration(row.loopDelayMs.median * 1e6),
  },
  {
    title: 'bytes each',
    about: 'growth of the heap, or of the process, for one operation',
    cell: (row) => row.bytesPerOperation && `${figure(Math.round(row.bytesPerOperation.median * 10) / 10)} B`,
  },
];

const RARE = ['p50 wait', 'p99 wait'];
const OF_SEVERAL = ['hand-overs', 'least share', 'p99.9 wait', 'longest wait'];

/** The columns that mean something in a scenario. */
export function columnsFor(result: ScenarioResult): readonly Column[] {
  const isAboutWaits = result.group === 'pool-latency';
  const unasked = isAboutWaits ? [] : result.threads === 1 ? [...RARE, ...OF_SEVERAL] : RARE;
  return columns.filter((column) => !unasked.includes(column.title) && result.rows.some((row) => column.cell(row) !== undefined));
}
