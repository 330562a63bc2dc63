import { FIGURE_NAMES, type FigureName, type Figures, mediansOf, type Rounds, ratioOf } from './measure.ts';

export const HEADS: Readonly<Record<FigureName, string>> = {
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
    return [query, nameWithRefusals(names[index] ?? '', own), ...cells];
  });
}

/** The share of refused requests stands beside the name: a refusal costs little and would flatter the figures. */
export function nameWithRefusals(name: string, rounds: readonly Figures[]): string {
  const { refused } = mediansOf(rounds);
  return refused > 0 ? `${name}, refused ${(refused * 100).toFixed(1)} %` : name;
}

/** Three digits that count. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
