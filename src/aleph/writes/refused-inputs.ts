import type { Complaint } from '../transport/complaints.ts';
import { entryOf } from '../values/wire.ts';
import type { UserError } from './user-errors.ts';

/** How the members of a body lead back to the input. */
export interface WireFields {
  /** Members of the body, and where they come from in the input. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** The error for a product that the contract lacks. */
  readonly foreignProduct: Pick<UserError, 'code' | 'field'>;
}

/** Names under which services put a text that belongs to no member. */
const TEXT_NAMES = /^(detail|message|description|error_description|error|errors|non_field_errors|code)$/i;
const FOREIGN_PRODUCT = /invalid product|product\b.* not (?:in|part of|available)/i;

/** Aleph's own complaints about an input. There is always at least one. */
export function refusalsOf(
  complaints: readonly Complaint[],
  { fields, foreignProduct }: WireFields,
): readonly [UserError, ...UserError[]] {
  const [first, ...rest] = complaints.map(({ path, text }) =>
    refusal(text, FOREIGN_PRODUCT.test(text) ? foreignProduct : { field: fieldOf(path, fields) }),
  );
  return [first ?? refusal('Satellogic refused it and gave no reason.', { field: undefined }), ...rest];
}

/** Aleph's text is the message, unchanged. */
function refusal(message: string, about: Partial<UserError> & Pick<UserError, 'field'>): UserError {
  return { code: 'REFUSED_BY_ALEPH', message, ...about };
}

/** The innermost member that comes from the input; undefined for a text about the whole, or about another member. */
function fieldOf(path: readonly string[], fields: WireFields['fields']): readonly string[] | undefined {
  const names = path.filter((name) => !TEXT_NAMES.test(name));
  return names.map((name) => entryOf(fields, name)).findLast((field) => field !== undefined);
}
