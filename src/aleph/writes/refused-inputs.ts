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
const INVALID_PRODUCT = /invalid product/i;
const PRODUCT = /product\b/i;
const NOT_THERE = / not (?:in|part of|available)/i;

/** Aleph's own complaints about an input. There is always at least one. */
export function refusalsOf(
  complaints: readonly Complaint[],
  { fields, foreignProduct }: WireFields,
): readonly [UserError, ...UserError[]] {
  const [first, ...rest] = complaints.map(({ path, text }) =>
    refusal(text, namesForeignProduct(text) ? foreignProduct : { field: fieldOf(path, fields) }),
  );
  return [first ?? refusal('Satellogic refused it and gave no reason.', { field: undefined }), ...rest];
}

/** Two patterns, one after the other: in one, the text between them would be read over and over. */
function namesForeignProduct(text: string): boolean {
  const at = text.search(PRODUCT);
  return INVALID_PRODUCT.test(text) || (at !== -1 && NOT_THERE.test(text.slice(at)));
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
