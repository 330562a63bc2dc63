/** The codes of mistakes that the person at the form can put right. The schema describes each. */
export type UserErrorCode =
  | 'INVALID_NAME'
  | 'INVALID_GEOMETRY'
  | 'INVALID_WINDOW'
  | 'INVALID_VALUE'
  | 'UNKNOWN_PRODUCT'
  | 'TARGET_TYPE_MISMATCH'
  | 'INVALID_SKU'
  | 'PARAMETER_REQUIRED'
  | 'PARAMETER_NOT_ALLOWED'
  | 'NOT_IN_CONTRACT'
  | 'REFUSED_BY_ALEPH'
  | 'AMBIGUOUS_NAME'
  | 'WRITE_OUTCOME_UNKNOWN'
  | 'NOT_FOUND'
  | 'NOT_CANCELABLE';

export interface UserError {
  readonly code: UserErrorCode;
  readonly message: string;
  /** Path into the input; undefined for the whole of it. */
  readonly field: readonly string[] | undefined;
}

export function userError(code: UserErrorCode, field: UserError['field'], message: string): UserError {
  return { code, field, message: field === undefined ? message : `${field.join('.')}: ${message}` };
}
