/** The part of an answer that could not be read. */
export interface Skipped {
  /** Rows that did not fit. */
  readonly rows: number;
  /** Names on the wire, each once: required members that those rows lack, and values that were left out of a row. */
  readonly members: readonly string[];
}

/** An odd answer may have thousands of names. */
const MOST_MEMBERS = 50;
const LONGEST_NAME = 100;

/** Counts the losses of one answer: rows that did not fit, and values left out of rows that stand. */
export class Losses {
  #rows = 0;
  readonly #members = new Set<string>();

  /** `member` is the first required member that a row lacks; undefined for a row that is no object. */
  noteRow(member?: string): void {
    this.#rows += 1;
    if (member !== undefined) this.noteValue(member);
  }

  noteValue(member: string): void {
    if (this.#members.size < MOST_MEMBERS) this.#members.add(member.slice(0, LONGEST_NAME));
  }

  get skipped(): Skipped {
    return { rows: this.#rows, members: [...this.#members] };
  }
}
