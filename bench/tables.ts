import { FIGURE_NAMES, type FigureName, mediansOf, type Rounds, ratioOf } from './measure.ts';

const HEADS: Readonly<Record<FigureName, string>> = {
  perSecond: 'requests/s',
  cpuMs: 'CPU ms/request',
  p50: 'p50 ms',
  p99: 'p99 ms',
  rssMb: 'RSS MB',
  mostRssMb: 'most RSS MB',
  calls: 'upstream calls/request',
};

export function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [heads, heads.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

export const MEASURED_HEADS: readonly string[] = ['query', 'who', ...FIGURE_NAMES.map((name) => HEADS[name])];

/** A row for each, the one they are held against first; in brackets how much better than that one. */
export function rowsOf(query: string, names: readonly string[], rounds: Rounds): readonly (readonly string[])[] {
  const [base = []] = rounds;
  return rounds.map((own, index) => {
    const medians = mediansOf(own);
    const cells = FIGURE_NAMES.map((name) => {
      const ratio = ratioOf(own, base, name);
      return index === 0 || !Number.isFinite(ratio)
        ? shown(medians[name])
        : `${shown(medians[name])} (${ratio.toFixed(2)})`;
    });
    const refused = medians.refused > 0 ? `, refused ${(medians.refused * 100).toFixed(1)} %` : '';
    return [query, `${names[index]}${refused}`, ...cells];
  });
}

/** Three digits that count. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
