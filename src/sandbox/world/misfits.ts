import type { Guesses } from './guesses.ts';

type Members = Readonly<Record<string, unknown>>;
/** Changes the members of a row, or of the `properties` of a feature. */
type Change = (members: Members) => Members;

/** Without one of these a row is of no use. */
const IDS = [
  'contract_id',
  'pk',
  'task_id',
  'capture_id',
  'scene_id',
  'order_id',
  'event_id',
  'deliverable_id',
  'id',
  'type',
] as const;
const WHOLE_NUMBERS = ['pk', 'task_id', 'product', 'priority'] as const;
const TEXT_IDS = ['order_id', 'id', 'order'] as const;
const TOO_LARGE = 3_000_000_000;

const nulls = changing(IDS, () => null);

/** Each leaves nothing that tells which row it is, or a task without status, or a product without name. */
const MISFITS: readonly Change[] = [
  nulls,
  (members) => ('task_id' in members ? { ...members, status: null } : nulls(members)),
  changing(IDS, (id) => (typeof id === 'number' ? TOO_LARGE : { value: id })),
  (members) => ('pk' in members ? without(members, ['name']) : without(members, IDS)),
  (members) => without(members, IDS),
];
const ODDITIES: readonly Change[] = [
  changing(WHOLE_NUMBERS, String),
  changing(TEXT_IDS, (id) => (/^\d+$/.test(String(id)) ? Number(id) : id)),
  changing(['product'], (pk) => (typeof pk === 'number' ? { pk } : pk)),
];
/** Stand in place of a row. */
const NO_ROWS = [null, 'gone', []] as const;

/** The row at an index of a list, spoiled as it is guessed. The same index is always spoiled in the same way. */
export function asGuessed(row: object, index: number, { rows }: Pick<Guesses, 'rows'>): unknown {
  switch (rows) {
    case 'some-do-not-fit':
      return index % 3 === 1 ? misfit(row, Math.floor(index / 3)) : row;
    case 'none-fit':
      return misfit(row, index);
    case 'odd-but-readable':
      return changed(row, ODDITIES[index % ODDITIES.length]);
    case 'id-for-pk':
      return 'pk' in row ? { id: row.pk, ...without({ ...row }, ['pk']) } : row;
    default:
      return row;
  }
}

function misfit(row: object, turn: number): unknown {
  const change = MISFITS[turn % (MISFITS.length + 1)];
  return change ? changed(row, change) : NO_ROWS[Math.floor(turn / (MISFITS.length + 1)) % NO_ROWS.length];
}

function changed(row: object, change: Change = (members) => members): object {
  const properties = 'properties' in row ? row.properties : undefined;
  const isFeature = typeof properties === 'object' && properties !== null;
  return { ...change({ ...row }), ...(isFeature && { properties: change({ ...properties }) }) };
}

function changing(names: readonly string[], change: (value: unknown) => unknown): Change {
  return (members) =>
    Object.fromEntries(
      Object.entries(members).map(([name, value]) => [name, names.includes(name) ? change(value) : value]),
    );
}

function without(members: Members, names: readonly string[]): Members {
  return Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)));
}
