import type { Report, ScenarioResult } from '../../result/report.ts';
import { duration, figure } from '../format.ts';
import { barChart, timeEach } from './bar-chart.ts';
import { lineChart } from './line-chart.ts';
import { element, escaped } from './markup.ts';

/** Variants that the full charts show; the first page has one of each kind. */
const VARIANTS = ['sync-rlock', 'sync-run', 'sync-hold', 'sync-lock-latest', 'c-adaptive', 'c-fair', 'python-rlock'];

/** Ours against one rival in a scenario, in a few words; nothing if one of them is missing. */
function against(result: ScenarioResult, rival: string, name: string): string | undefined {
  const ratio = result.rows.find((row) => row.contender === rival)?.ratioOfOurs?.median;
  if (ratio === undefined || result.ours === rival) return undefined;
  return ratio >= 1 ? `${figure(ratio)} x as fast as ${name}` : `${figure(1 / ratio)} x the time of ${name}`;
}

function timeCard(result: ScenarioResult, title: string, rivals: Readonly<Record<string, string>>): string {
  const ours = result.rows.find((row) => row.contender === result.ours)?.operationsPerSecond;
  const words = Object.entries(rivals).flatMap(([rival, name]) => against(result, rival, name) ?? []);
  return element(
    'section',
    { class: 'card' },
    element('h3', {}, escaped(title)),
    ours ? element('div', { class: 'headline' }, duration(1e9 / ours.median)) : '',
    element('p', { class: 'soft' }, escaped(`${result.operation}${words.length === 0 ? '' : `: ${words.join(', ')}`}.`)),
    barChart(result, { pick: timeEach, print: duration, without: VARIANTS }),
  );
}

/** The first thing a visitor sees: how we compare. */
export function hero(report: Report): string {
  const find = (id: string): ScenarioResult | undefined => report.scenarios.find((one) => one.scenario === id);
  const card = (id: string, title: string, rivals: Readonly<Record<string, string>>): string => {
    const result = find(id);
    return result ? timeCard(result, title, rivals) : '';
  };
  const groups = [0, 100, 1000].flatMap((ns) => {
    const results = report.scenarios.filter((one) => one.group === `contended-${String(ns)}ns` && one.rows.length > 0);
    if (results.length === 0) return [];
    const title = ns === 0 ? 'Contended, nothing between sections' : `Contended, ${ns.toLocaleString('en')} ns between sections`;
    const about = element('p', { class: 'soft' }, 'Sections per second of all threads: higher is better.');
    return [element('section', { class: 'card' }, element('h3', {}, title), about, lineChart(results))];
  });
  const cards = [
    card('uncontended', 'A free lock', { 'c-mutex': 'C’s mutex', 'python-lock': 'Python’s Lock', 'java-lock': 'Java’s' }),
    card('uncontended-v8', 'Beside V8’s own mutex', { 'v8-mutex-beside': 'Atomics.Mutex' }),
    card('handover', 'From thread to thread', { 'c-mutex': 'C’s mutex', 'bare-words': 'bare wait/notify' }),
    card('async-uncontended', 'A free lock, awaited', { 'async-mutex': 'async-mutex' }),
    card('handover-async', 'Waking an awaiting task', { 'bare-words': 'bare waitAsync/notify' }),
    card('counter-2t', 'Counting in two threads', { 'bare-add': 'an atomic add', 'c-atomic-add': 'C’s' }),
  ];
  const contended = groups.length === 0 ? '' : element('div', { class: 'grid' }, ...groups);
  return contended + element('div', { class: 'grid', style: 'margin-top:.9rem' }, ...cards);
}
