import type { Report, ScenarioResult } from '../../result/report.ts';
import { figure } from '../format.ts';
import { element, escaped } from './markup.ts';

/** The rivals of the first table; a column is the fastest of its contenders that took part. */
const COLUMNS: readonly (readonly [title: string, ...contenders: string[]])[] = [
  ['C', 'c-mutex', 'c-atomic-add', 'c-semaphore', 'c-event', 'c-condition', 'c-barrier', 'c-once', 'c-queue', 'c-queue-objects'],
  ['C, spinning', 'c-semaphore-spinning', 'c-event-spinning', 'c-condition-spinning', 'c-barrier-spinning'],
  ['Java', 'java-lock', 'java-long-adder'],
  ['Python', 'python-lock', 'python-semaphore', 'python-event', 'python-condition', 'python-barrier', 'python-queue', 'python-thread-pool'],
  ['V8', 'v8-mutex', 'v8-mutex-beside'],
  ['Atomics', 'textbook-futex', 'bare-words', 'bare-add', 'bare-barrier', 'bare-latch'],
  ['postMessage', 'post-message', 'bare-pool'],
  ['npm', 'piscina', 'tinypool', 'workerpool', 'poolifier', 'multithreading-channel', 'multithreading', 'async-mutex', 'multithreading-semaphore', 'multithreading-condition', 'multithreading-barrier'],
  ['Node', 'node-locks'],
];

/** Scenarios of the first table, with short names. V8's own mutex has a row of its own beside a free lock. */
const LINES: readonly (readonly [scenario: string, title: string, also?: string])[] = [
  ['uncontended', 'free lock', 'uncontended-v8'],
  ['contended-2t-0ns', '2 threads, no work'],
  ['contended-4t-0ns', '4 threads, no work'],
  ['contended-8t-0ns', '8 threads, no work'],
  ['contended-2t-100ns', '2 threads, 100 ns'],
  ['contended-4t-100ns', '4 threads, 100 ns'],
  ['contended-8t-100ns', '8 threads, 100 ns'],
  ['contended-2t-1000ns', '2 threads, 1 µs'],
  ['contended-4t-1000ns', '4 threads, 1 µs'],
  ['contended-8t-1000ns', '8 threads, 1 µs'],
  ['handover', 'hand-over'],
  ['condition-ping-pong', 'ping-pong, condition'],
  ['semaphore-ping-pong', 'ping-pong, semaphores'],
  ['event-ping-pong', 'ping-pong, events'],
  ['condition-ping-pong-busy', 'the same, busy cores'],
  ['barrier-2t', 'barrier, 2 threads'],
  ['barrier-4t', 'barrier, 4 threads'],
  ['barrier-8t', 'barrier, 8 threads'],
  ['semaphore-contended-4t', '2 permits, 4 threads'],
  ['condition-producers', 'producers, consumers'],
  ['async-uncontended', 'free lock, awaited'],
  ['handover-async', 'hand-over, awaited'],
  ['queue-int32-1to1', 'queue of numbers'],
  ['queue-int32-4to4', 'the same, 4 to 4 threads'],
  ['queue-objects-1to1', 'queue of objects'],
  ['pool-window-1000-2w', 'tiny tasks, 1,000'],
  ['pool-window-16-2w', 'tiny tasks, 16'],
  ['pool-latency-0ms', 'one task at a time'],
  ['counter-4t', 'counter, 4 threads'],
];

function cell(results: readonly ScenarioResult[], contenders: readonly string[]): string {
  const rows = results.flatMap((result) => result.rows);
  const row = rows.find((one) => contenders.includes(one.contender) && one.ratioOfOurs !== undefined);
  const ratio = row?.ratioOfOurs;
  if (!ratio) return element('td', { class: 'soft' }, '–');
  const verdict = ratio.q1 >= 1 ? 'met' : ratio.q3 < 1 ? 'missed' : 'open';
  const spread = element('small', {}, ` ${figure(ratio.q1)}-${figure(ratio.q3)}`);
  const title = `${row.label}: ours does ${figure(ratio.median)} x its operations per second`;
  return element('td', { title }, element('span', { class: verdict }, figure(ratio.median)), spread);
}

/** How we compare, in one table: the speed of ours divided by each rival's. */
export function glance(report: Report): string {
  const lines = LINES.flatMap(([id, title, also]) => {
    const results = report.scenarios.filter((one) => [id, also].includes(one.scenario) && one.rows.length > 0);
    return results[0] ? [{ results, title, first: results[0].scenario }] : [];
  });
  const columns = COLUMNS.filter(([, ...ids]) =>
    lines.some(({ results }) => results.some(({ rows }) => rows.some((row) => ids.includes(row.contender)))),
  );
  if (columns.length === 0) return '';
  const head = columns.map(([title]) => element('th', {}, escaped(title)));
  const body = lines.map(({ results, title, first }) => {
    const link = element('a', { href: `#${first}` }, escaped(title));
    return element('tr', {}, element('td', {}, link), ...columns.map(([, ...ids]) => cell(results, ids)));
  });
  return element(
    'section',
    { class: 'card' },
    element('h3', {}, 'How many times as fast as …'),
    element('p', { class: 'soft' }, 'Operations per second of ours divided by the rival’s, in the same rounds: median, quartiles. Above 1 ours is faster.'),
    element('div', { class: 'scroll' }, element('table', { class: 'glance' }, element('thead', {}, element('tr', {}, element('th', {}, ''), ...head)), element('tbody', {}, ...body))),
  );
}
