import type { Sight } from './look-up.ts';
import type { Placement } from './placing.ts';
import { type UserError, userError } from './user-errors.ts';

/** A placement that this request brought about, or found. */
export function fresh<Row>(outcome: 'PLACED' | 'FOUND_EXISTING', id: string, row: Row | undefined): Placement<Row> {
  return { outcome, replayed: false, userErrors: [], id, row };
}

export function notPlaced(userErrors: readonly UserError[]): Placement<never> {
  return { outcome: 'NOT_PLACED', replayed: false, userErrors };
}

/** `since` is in milliseconds since 1970. */
export function uncertain(name: string, since: number, settleMs: number, reason: UserError): Placement<never> {
  const [left, settled] = [since, since + settleMs].map((ms) => new Date(ms).toISOString());
  const uncertainty = { name, since: String(left), settledAt: String(settled) };
  return { outcome: 'UNCERTAIN', replayed: false, uncertainty, userErrors: [reason] };
}

export function ambiguous(ids: readonly string[]): UserError {
  return userError('AMBIGUOUS_NAME', ['name'], `several equal ones bear this name (${listed(ids)}): choose another.`);
}

/** The one error of an uncertain outcome. It names those of the same name that differ. */
export function doubtful<Row>(sight: Sight<Row> | undefined, idOf: (row: Row) => string): UserError {
  const several =
    (sight?.equal.length ?? 0) > 1 ? ` Several equal ones bear it: ${listed(sight?.equal.map(idOf))}.` : '';
  const near = sight?.near.map(({ id, differences }) => `${id} differs in ${differences.join(' and ')}`);
  const others = near === undefined || near.length === 0 ? '' : ` Of this name, ${near.join('; ')}.`;
  const message = 'it may or may not have been placed. Ask again with the same key, never with another.';
  return userError('WRITE_OUTCOME_UNKNOWN', ['name'], message + several + others);
}

const MOST_LISTED = 5;

function listed(ids: readonly string[] = []): string {
  return ids.slice(0, MOST_LISTED).join(', ');
}
