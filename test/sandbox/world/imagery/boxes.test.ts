import { expect, test } from 'vitest';
import { type Box, boxesMeet, parseBox } from '../../../../src/sandbox/world/imagery/boxes.ts';

test.each<[number[], Box | undefined]>([
  [
    [-10, -5, 10, 5],
    [-10, -5, 10, 5],
  ],
  [
    [170, -5, -170, 5],
    [170, -5, -170, 5],
  ],
  [
    [-10, -5, 0, 10, 5, 900],
    [-10, -5, 10, 5],
  ],
  [[], undefined],
  [[1, 2, 3, 4, 5], undefined],
  [[0, 5, 1, -5], undefined],
  [[0, 0, 181, 1], undefined],
  [[0, Number.NaN, 1, 1], undefined],
])('%j is read as %j', (numbers, box) => {
  expect(parseBox(numbers)).toEqual(box);
});

test.each<[Box, Box, boolean]>([
  [[0, 0, 2, 2], [1, 1, 3, 3], true],
  [[0, 0, 2, 2], [2, 2, 3, 3], true],
  [[0, 0, 2, 2], [2.1, 0, 3, 2], false],
  [[0, 0, 2, 2], [0, 2.1, 2, 3], false],
  [[170, 0, -170, 2], [-175, 1, -172, 3], true],
  [[170, 0, -170, 2], [172, 1, 175, 3], true],
  [[170, 0, -170, 2], [-169, 0, 169, 2], false],
  [[170, 0, -170, 2], [179, 1, -179, 3], true],
  [[170, 0, -170, 2], [179, 3, -179, 4], false],
])('%j and %j meet: %s', (a, b, expected) => {
  expect([boxesMeet(a, b), boxesMeet(b, a)]).toEqual([expected, expected]);
});
