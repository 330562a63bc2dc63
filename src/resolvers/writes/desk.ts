import type { Applicant } from '../../aleph/writes/placing.ts';
import type { Writes } from '../../aleph/writes/writes.ts';

/** The facts of a write for the audit line. The mutation fills them in as it learns them; no name or geometry is one. */
export interface AuditNote {
  contract?: string;
  /** The name of the record of the key, which reveals nothing. */
  key?: string;
  outcome?: string;
  /** Aleph's id. */
  id?: string | undefined;
}

/** The way to write for one operation. */
export interface WriteDesk {
  readonly writes: Writes;
  readonly applicant: Applicant;
  readonly audit: AuditNote;
}
