import type { Judgement } from '../../result/report.ts';
import { barLine } from '../table.ts';
import { element, escaped } from './markup.ts';

const CLASSES: Readonly<Record<Judgement['verdict'], string>> = { met: 'met', 'not met': 'missed', 'not judged': 'open' };

/** Bars as a list, each with its verdict first. */
export function verdictList(bars: readonly Judgement[]): string {
  if (bars.length === 0) return '';
  const items = bars.map((bar) => {
    const text = barLine(bar);
    const head = text.slice(0, text.indexOf(':'));
    return element('li', {}, element('span', { class: CLASSES[bar.verdict] }, escaped(head)), escaped(text.slice(head.length)));
  });
  return element('ul', { class: 'bars' }, ...items);
}
