import type { CountReply } from '../admission/reply-size.ts';
import { JsonBytes } from '../json/bytes.ts';

export type Arguments = Readonly<Record<string, unknown>>;

/** One run of an operation. */
export interface Run {
  readonly context: unknown;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Each field's own, made once however many objects it is asked of. */
  readonly argumentsOf: Map<object, Arguments>;
  readonly count: CountReply;
}

/** Writes what a resolver gave. Throws, or makes the sheet fail later, when that is not as the schema promises. */
export type Write = (value: unknown, output: OutputBuffer) => void;

/** Thrown for what is left to the executor of GraphQL: what is not written here, and what is an error. */
export class LeftToExecutor extends Error {}

/** Takes JSON piece by piece, in order, also where a piece is still to come: that one gets a sheet of its own. */
export class OutputBuffer extends JsonBytes {
  readonly run: Run;
  private readonly pieces: (Buffer | OutputBuffer)[] = [];
  private readonly coming: Promise<void>[] = [];

  constructor(run: Run) {
    super(run.count);
    this.run = run;
  }

  addWhenThere(value: unknown, write: Write): void {
    if (!(value instanceof Promise)) {
      write(value, this);
      return;
    }
    const output = new OutputBuffer(this.run);
    this.keep();
    this.pieces.push(output);
    this.coming.push(value.then((present) => output.fill(present, write)));
  }

  /**
   * Resolves once all is written. Rejects when writing fails, and with QUERY_TOO_COMPLEX as soon as the reply is too long;
   * then nothing that was to come goes on unheard.
   */
  async fill(value: unknown, write: Write): Promise<void> {
    try {
      write(value, this);
      this.keep();
    } catch (error) {
      for (const piece of this.coming) piece.catch(() => undefined);
      throw error;
    }
    if (this.coming.length > 0) await Promise.all(this.coming);
  }

  /** What was written, where nothing is still to come; throws Unwritable where something is. */
  whole(): Buffer {
    if (this.coming.length > 0) throw new LeftToExecutor('not all at once');
    return Buffer.concat(this.take());
  }

  private keep(): void {
    this.pieces.push(...this.take());
  }

  /** What was written, in order. */
  buffers(): readonly Buffer[] {
    return this.pieces.flatMap((piece) => (piece instanceof OutputBuffer ? piece.buffers() : piece));
  }
}
