import type { Contestant } from './contestants.ts';
import { type FigureName, measure, planOf, type Rounds, valuesOf } from './measure.ts';
import type { Bounds, Options } from './options.ts';
import type { Process } from './processes.ts';
import { pairedRatios, type Quartiles, quartilesOf } from './statistics.ts';
import { HEADS, markdownTable, nameWithRefusals, shown } from './tables.ts';

export const RATIOS_OF_BUILDS =
  'In brackets: quartiles. Ratios are taken within a round; below 1 this build is better.';

const FIGURES = ['cpuMs', 'p50', 'rssMb'] as const satisfies readonly FigureName[];

/**
 * The speed of a busy machine changes from second to second, by more than two builds differ. Turns of a tenth of a second
 * spread each change over all contestants; turns of two seconds would leave it with one of them.
 */
const TURN_SECONDS = 0.1;

/** Measures this build, the other and the handler, in this order, and prints figures, ratios and verdicts. */
export async function compareBuilds(
  { contestants, upstream, options }: { contestants: readonly Contestant[]; upstream: Process; options: Options },
  bounds: Bounds,
): Promise<void> {
  const names = contestants.map(({ name }) => name);
  const [rows, verdicts]: [string[][], string[][]] = [[], []];
  for (const query of options.only) {
    const plan = { ...planOf(query, options), turnSeconds: TURN_SECONDS };
    const rounds = await measure(contestants, upstream, plan);
    rows.push(...besideRows(query, names, rounds));
    verdicts.push(verdictRow(query, rounds, bounds[query]));
  }
  console.log(`\n${markdownTable(['query', 'who', ...FIGURES.map((name) => HEADS[name])], rows)}`);
  console.log(markdownTable(['query', 'CPU this / other, lower quartile', 'bound', 'verdict'], verdicts));
}

/** A row for each contestant, then one for the ratio of this build to each of the others. */
export function besideRows(query: string, names: readonly string[], rounds: Rounds): string[][] {
  const [own = [], other = [], handler = []] = rounds;
  const figures = rounds.map((all, index) => {
    const cells = FIGURES.map((name) => spread(quartilesOf(valuesOf(all, name)), shown));
    return [query, nameWithRefusals(names[index] ?? '', all), ...cells];
  });
  const ratioRow = (name: string, base: Rounds[number]) => {
    const cells = FIGURES.map((figure) => spread(ratiosOf(own, base, figure), (ratio) => ratio.toFixed(3)));
    return [query, name, ...cells];
  };
  return [...figures, ratioRow('this / other', other), ratioRow('this / handler', handler)];
}

/** The lower quartile is compared: a median above the bound may be noise. */
export function verdictRow(query: string, [own = [], other = []]: Rounds, bound: number): string[] {
  const { low } = ratiosOf(own, other, 'cpuMs');
  const verdict = low > bound ? 'missed' : 'held';
  return [query, low.toFixed(3), String(bound), Number.isFinite(low) ? verdict : 'not measured'];
}

function ratiosOf(own: Rounds[number], base: Rounds[number], name: FigureName): Quartiles {
  return quartilesOf(pairedRatios(valuesOf(own, name), valuesOf(base, name)));
}

function spread({ low, median, high }: Quartiles, text: (value: number) => string): string {
  return Number.isFinite(median) ? `${text(median)} (${text(low)}–${text(high)})` : '–';
}
