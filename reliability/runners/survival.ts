import { runFaults } from '../faults/faults.ts';
import type { Runner } from './figures.ts';

const LASTS_MS = { short: 2_000, long: 10_000 };

/** R2: every fault of the table, each on a server of its own. */
export const survivalRunner: Runner = {
  id: 'R2',
  run: async ({ short }) => {
    const durationMs = short ? LASTS_MS.short : LASTS_MS.long;
    const { survived, total, rows } = await runFaults({ durationMs });
    const broken = rows.filter((row) => !row.survived).map((row) => `${row.fault}: ${row.broken.join(', ')}`);
    return [
      {
        id: 'R2',
        figure: `faults survived, ${durationMs / 1_000} s each`,
        goal: '40 of 40',
        measured: [`${survived} of ${total}`, ...broken].join('; '),
        held: survived === total && total === 40,
      },
    ];
  },
};
