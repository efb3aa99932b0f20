import { expect, test } from 'vitest';
import { busySeconds, processSeconds } from '../src/measure/cpu-times.ts';
import { isVoid } from '../src/measure/foreign-load.ts';

test('busy time leaves out idle and waiting for disks, and counts stolen time', () => {
  expect(busySeconds('cpu  100 20 30 9999 8888 5 5 40 0 0\ncpu0 1 1 1\n')).toBe(2);
});

test('the CPU time of a process is found whatever its name is, and is that of its ended children, too', () => {
  const fields = ['R', ...Array.from({ length: 10 }, () => '1'), '150', '50', '20', '30', '7', '7'];
  expect(processSeconds(`42 (a name) with ) in it) ${fields.join(' ')}`)).toBe(2.5);
  expect(processSeconds('')).toBe(0);
});

test('a round is void when others used more than a tenth of the machine', () => {
  expect(isVoid(0.09, 0.5, 2)).toBe(false);
  expect(isVoid(0.11, 0.5, 2)).toBe(true);
  expect(isVoid(0.11, 0.5, 4)).toBe(false);
});

test('less than three ticks of the kernel’s clock void nothing, however short the round', () => {
  expect(isVoid(0.03, 0.01, 2)).toBe(false);
  expect(isVoid(0.04, 0.01, 2)).toBe(true);
});
