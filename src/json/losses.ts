/** Rows of a list that did not fit. */
export interface Skipped {
  readonly rows: number;
  /** Names on the wire of the required members that those rows lack, each once. */
  readonly members: readonly string[];
}

/** Counts the rows of one answer that did not fit. */
export class Losses {
  private rows = 0;
  private readonly members = new Set<string>();

  /** `member` is the first required member that a row lacks; undefined for a row that is no object. */
  note(member?: string): void {
    this.rows += 1;
    if (member !== undefined) this.members.add(member);
  }

  get skipped(): Skipped {
    return { rows: this.rows, members: [...this.members] };
  }
}
