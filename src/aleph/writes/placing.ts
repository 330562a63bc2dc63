import type { DirectAccess, Write } from '../direct/direct.ts';
import type { ListPosition } from '../reads/positions.ts';
import type { Reader } from '../reads/reader.ts';
import type { Slice } from '../reads/slices.ts';
import type { WireFields } from './refused-inputs.ts';
import type { UserError } from './user-errors.ts';

/** A thing that can be placed, as far as the procedure needs to know it: a task or an order. */
export interface Placing<Row> extends WireFields {
  readonly mutation: 'createTask' | 'createOrder';
  readonly contractId: string;
  readonly key: string;
  /** Only asks what became of the key. */
  readonly isQuestion: boolean;
  /** In NFC, which look-ups compare. */
  readonly name: string;
  /** The whole input, for the fingerprint. */
  readonly input: object;
  /** Mistakes that depend on the input alone, on time, or on Aleph. */
  readonly check: () => Promise<readonly UserError[]>;
  readonly write: Write;
  /** A page of those that may have the name. */
  readonly list: (reader: Reader, position: ListPosition) => Promise<Slice<Row, ListPosition>>;
  readonly idOf: (row: Row) => string;
  readonly nameOf: (row: Row) => string | undefined;
  /** The parts in which a row of the same name differs; none for an equal one. */
  readonly differencesOf: (row: Row) => readonly string[];
  /** Whether it ended without success: then it does not stand in the way of a new one. */
  readonly isEnded: (row: Row) => boolean;
  /** The id in the answer to the write; undefined where it names none. */
  readonly idIn: (answer: unknown) => string | undefined;
  /** The row in the same answer, where it fits. */
  readonly rowIn: (answer: unknown) => Row | undefined;
}

/** The caller of a mutation. */
export interface Applicant {
  readonly access: DirectAccess;
  /** `Clock.now` at which the operation has to be answered. */
  readonly deadline: number;
}

export interface Uncertainty {
  readonly name: string;
  /** RFC 3339 in UTC. */
  readonly since: string;
  readonly settledAt: string;
}

/** How a placement ended. `row` is absent where only the id is known. */
export interface Placement<Row> {
  readonly outcome: 'PLACED' | 'FOUND_EXISTING' | 'UNCERTAIN' | 'NOT_PLACED';
  readonly replayed: boolean;
  readonly uncertainty?: Uncertainty;
  readonly userErrors: readonly UserError[];
  readonly id?: string;
  readonly row?: Row | undefined;
}
