import { expect, test } from 'vitest';
import { tableOf } from '../../reliability/runners/figures.ts';

test('a table of figures shows a missed figure as missed, under seed, commit and machine', () => {
  const figures = [
    { id: 'R1', figure: 'load', goal: '≥ 120', measured: '200', held: true },
    { id: 'R2', figure: 'a | b', goal: '0', measured: '3', held: false },
    { id: 'R17', figure: 'audit', goal: '0', measured: '-', held: undefined },
  ];

  const [heading = '', , ...lines] = tableOf(figures, { seed: 7, short: true }).trimEnd().split('\n');

  expect(heading).toMatch(
    /^seed 7 · short form · commit (unknown|[0-9a-f]{7,}( and changes)?) · Node [\d.]+, \d+ cores, /,
  );
  expect(lines.slice(2)).toEqual([
    '| R1 | load | ≥ 120 | 200 | held |',
    '| R2 | a \\| b | 0 | 3 | **MISSED** |',
    '| R17 | audit | 0 | - | not run |',
  ]);
});
