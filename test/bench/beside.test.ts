import { expect, test } from 'vitest';
import { besideRows, verdictRow } from '../../bench/beside.ts';
import type { Figures } from '../../bench/measure.ts';

const NAMES = ['this', 'other', 'hand-written handler'];

function figures(cpuMs: number, refused = 0): Figures {
  return { perSecond: 1, cpuMs, p50: cpuMs * 2, p99: 1, rssMb: 100, mostRssMb: 1, calls: 1, refused };
}

/** The machine is twice as slow in the second round and four times in the third. */
const own = [figures(1), figures(2), figures(4)];
const other = [figures(2), figures(4), figures(4)];

test('ratios are taken within a round, whatever the rounds differ by', () => {
  expect(besideRows('Q1', NAMES, [own, other, [figures(4), figures(8), figures(16)]])).toEqual([
    ['Q1', 'this', '2 (1.5–3)', '4 (3–6)', '100 (100–100)'],
    ['Q1', 'other', '4 (3–4)', '8 (6–8)', '100 (100–100)'],
    ['Q1', 'hand-written handler', '8 (6–12)', '16 (12–24)', '100 (100–100)'],
    ['Q1', 'this / other', '0.500 (0.500–0.750)', '0.500 (0.500–0.750)', '1.000 (1.000–1.000)'],
    ['Q1', 'this / handler', '0.250 (0.250–0.250)', '0.250 (0.250–0.250)', '1.000 (1.000–1.000)'],
  ]);
});

test('a contestant that refuses requests says so beside its figures', () => {
  const [row] = besideRows('Q0', NAMES, [[figures(1, 0.25)], [figures(1)], [figures(1)]]);
  expect(row?.[1]).toBe('this, refused 25.0 %');
});

test('a bound is missed when the lower quartile exceeds it, and held when only the median does', () => {
  const base = Array.from({ length: 5 }, () => figures(1));
  const rounds = [0.9, 1.01, 1.5, 1.6, 1.7].map((cpuMs) => figures(cpuMs));
  expect(verdictRow('Q2', [rounds, base], 1.02)).toEqual(['Q2', '1.010', '1.02', 'held']);
  expect(verdictRow('Q2', [rounds, base], 1.01)).toEqual(['Q2', '1.010', '1.01', 'held']);
  expect(verdictRow('Q2', [rounds, base], 1)).toEqual(['Q2', '1.010', '1', 'missed']);
});

test('a bound is neither held nor missed where CPU time cannot be read', () => {
  const unknown = [figures(Number.NaN)];
  expect(verdictRow('Q2', [unknown, unknown], 1.02)[3]).toBe('not measured');
});
