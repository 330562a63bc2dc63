import { createHash } from 'node:crypto';
import { badInput } from '../aleph/errors.ts';
import { canonicalJson } from '../json/canonical.ts';
import { readOpaque, writeOpaque } from './opaque-text.ts';

/**
 * The scope of a cursor: one field, one contract, one set of arguments. It is hashed on demand, since most pages use no
 * cursor.
 */
export class CursorScope {
  private readonly parts: readonly unknown[];
  private hash: string | undefined;

  /** `args` are the field's arguments but for `first` and `after`. */
  constructor(field: string, contractId: string, args: unknown) {
    this.parts = [field, contractId, args];
  }

  get name(): string {
    this.hash ??= createHash('sha256').update(canonicalJson(this.parts)).digest('base64url').slice(0, 22);
    return this.hash;
  }
}

/** An `after` argument. Without one, a listing starts at its beginning. */
export type After = string | null | undefined;

const VERSION = 1;
const LONGEST_CURSOR = 4_096;

/** A cursor holds a position, never a URL or a secret; readers must not look into it. */
export function encodeCursor(scope: CursorScope, position: unknown): string {
  return writeOpaque([VERSION, scope.name, position]);
}

/**
 * The position in a cursor argument; undefined without one. `isPosition` checks the decoded value. Throws
 * BAD_USER_INPUT for a text that is no cursor of this scope, also for the empty one.
 */
export function decodeCursor<P>(
  scope: CursorScope,
  after: After,
  isPosition: (value: unknown) => value is P,
  argument = 'after',
): P | undefined {
  if (after == null) return undefined;
  const [version, name, position] = readOpaque(after, LONGEST_CURSOR) ?? [];
  if (version === VERSION && name === scope.name && isPosition(position)) return position;
  throw badInput([argument], `${argument}: this cursor belongs to another contract, field or set of arguments.`);
}
