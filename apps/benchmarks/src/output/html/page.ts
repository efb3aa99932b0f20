import type { Report, ScenarioResult } from '../../result/report.ts';
import { glance } from './glance.ts';
import { hero } from './hero.ts';
import { element, escaped } from './markup.ts';
import { scenarioCard } from './scenario-card.ts';
import { STYLE } from './style.ts';
import { verdictList } from './verdicts.ts';

/** Groups of scenarios and their headings, in this order. */
export const GROUPS: Readonly<Record<string, string>> = {
  uncontended: 'Uncontended',
  allocation: 'Memory',
  'thread-local': 'Values of each thread',
  'contended-0ns': 'Contended, nothing between sections',
  'contended-100ns': 'Contended, 100 ns between sections',
  'contended-1000ns': 'Contended, 1,000 ns between sections',
  fairness: 'Fairness',
  'read-write-100': 'Readers alone',
  'read-write-90': 'Nine readers and a writer of ten',
  'read-write-50': 'As many writers as readers',
  handover: 'From thread to thread',
  'ping-pong': 'Ping-pong of two threads',
  busy: 'Ping-pong on busy cores',
  barrier: 'Barriers',
  sharing: 'Permits, producers and consumers',
  awaited: 'Awaited',
  idle: 'Idle waiters',
  death: 'Deaths and deadlocks',
  counter: 'Counters',
  copies: 'Copies through bytes',
  shared: 'Shared values',
  'queue-int32': 'Queues of numbers',
  'queue-objects': 'Queues of objects',
  'queue-int32-batches': 'Queues of numbers, in batches',
  'queue-objects-batches': 'Queues of objects, in batches',
  'queue-bytes': 'Queues of bytes',
  'queue-growth': 'Queues that grow',
  threads: 'Threads',
  'pool-tiny': 'Pools: tiny tasks',
  'pool-latency': 'Pools: from task to result',
  'pool-arguments': 'Pools: arguments',
  'pool-computing': 'Pools: busy cores',
  'pool-making': 'Pools: start and memory',
  model: 'Model checker',
};

const READING: readonly string[] = [
  'All contenders of a scenario do the same work in the same run, turn by turn in interleaved rounds; a ratio is formed round by round. Compare figures within one scenario, not across machines or runs.',
  'Figures are medians with quartiles. “Ours is 1.4 x (1.3-1.5)” means that ours did 1.4 times as many operations per second as that contender.',
  'A bar is met when the quartile on the worse side meets it; promises of fairness are held against the worst round.',
  'Turns during which other programs used more than a tenth of the machine are thrown away and repeated. A row marked † had too few quiet turns.',
  'C’s default mutex has a fast and a slow mode in the same minutes; mind its quartiles.',
  'The longest wait is never understated: where not every wait is timed, it is the time between two looks at the clock.',
];

function facts(report: Report): string {
  const { machine } = report;
  const list: Readonly<Record<string, string>> = {
    Machine: `${machine.cpu}, ${String(machine.cores)} cores, ${String(machine.memoryGiB)} GiB, ${machine.os}, ${machine.arch}`,
    Node: report.latestNode === undefined ? report.node : `${report.node}; newest: ${report.latestNode}`,
    Commit: report.commit,
    Measured: `${report.createdAt.slice(0, 16).replace('T', ' ')} UTC, in ${String(report.durationSeconds)} s`,
    'Thrown away': `${String(report.discardedRounds)} turns, because other load ran${report.loadWatched ? '' : ' (other load cannot be watched here)'}`,
    Versions: [...new Set(report.scenarios.flatMap((one) => one.rows.map((row) => `${row.label} ${row.version}`)))].join('; '),
  };
  return element('dl', {}, ...Object.entries(list).map(([name, text]) => element('dt', {}, name) + element('dd', {}, escaped(text))));
}

function scoreboard(report: Report): string {
  const bars = report.scenarios.flatMap((one) => one.bars.map((bar) => ({ ...bar, what: `${one.title}: ${bar.what}` })));
  const of = (verdict: string): typeof bars => bars.filter((bar) => bar.verdict === verdict);
  const counts = `${String(of('met').length)} met, ${String(of('not met').length)} not met, ${String(of('not judged').length)} not judged`;
  const details = element('details', {}, element('summary', {}, 'all bars'), verdictList([...of('met'), ...of('not judged')]));
  return element('section', { class: 'card' }, element('h3', {}, `Bars: ${counts}`), verdictList(of('not met')), details);
}

function section([group, title]: readonly [string, string], results: readonly ScenarioResult[]): string {
  const mine = results.filter((one) => one.group === group);
  if (mine.length === 0) return '';
  const charts = !group.startsWith('contended');
  return element('h2', { id: group }, escaped(title)) + mine.map((one) => scenarioCard(one, charts)).join('');
}

/** The report: one file that needs nothing else. */
export function htmlOf(report: Report): string {
  const loaded = report.scenarios.some((one) => one.rows.some((row) => row.underLoad));
  const warnings = [
    ...(report.quick ? ['A quick run: it shows that everything runs. Its rounds are too few and too short to judge anything by.'] : []),
    ...(loaded ? ['Other programs ran on the machine meanwhile: rows marked † are not to be relied on.'] : []),
  ];
  const body = element(
    'main',
    {},
    element('h1', {}, 'Threads and their synchronization in TypeScript, beside their rivals'),
    element('p', { class: 'soft' }, escaped(`${report.machine.cpu}, ${String(report.machine.cores)} cores · Node ${report.node} · ${report.createdAt.slice(0, 10)}`)),
    ...warnings.map((text) => element('p', { class: 'warn' }, text)),
    glance(report),
    scoreboard(report),
    hero(report),
    ...Object.entries(GROUPS).map((group) => section(group, report.scenarios)),
    element('h2', {}, 'How to read this'),
    element('ul', {}, ...READING.map((text) => element('li', {}, text))),
    element('h2', {}, 'What measured it'),
    facts(report),
  );
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Synchronization beside its rivals</title>',
    `<style>${STYLE}</style></head><body>${body}</body></html>\n`,
  ].join('');
}
