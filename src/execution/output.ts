import type { CountReply } from '../admission/reply-size.ts';
import { JsonBytes } from '../json/bytes.ts';

export type Arguments = Readonly<Record<string, unknown>>;

/** One run of an operation. */
export interface Run {
  readonly context: unknown;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Coerced arguments by field of the compiled query. They are coerced once, however many objects have the field. */
  readonly argumentsOf: Map<object, Arguments>;
  readonly count: CountReply;
}

/**
 * Writes a value to the output buffer. A value that does not fit the schema makes it throw, or makes `fill` reject
 * later.
 */
export type Write = (value: unknown, output: OutputBuffer) => void;

/**
 * Thrown when a compiled query cannot answer: the operation asks for the schema, or a value does not fit. Yoga runs it
 * instead.
 */
export class LeftToExecutor extends Error {}

/**
 * Collects the JSON of a reply in order, although promises settle in any order. A plain value is written at once. A
 * promise gets an output buffer of its own at its place among the pieces, filled when it settles. Writing then goes on
 * behind it, so slow fields do not hold up the others. At the end the pieces are read in order.
 */
export class OutputBuffer extends JsonBytes {
  readonly run: Run;
  private readonly pieces: (Buffer | OutputBuffer)[] = [];
  private readonly coming: Promise<void>[] = [];

  constructor(run: Run) {
    super(run.count);
    this.run = run;
  }

  addWhenThere(value: unknown, write: Write): void {
    if (value instanceof Promise) this.addLater(value, write);
    else write(value, this);
  }

  /** A method of its own: a closure in `addWhenThere` would cost memory on each call. */
  private addLater(value: Promise<unknown>, write: Write): void {
    const output = new OutputBuffer(this.run);
    this.keep();
    this.pieces.push(output);
    this.coming.push(value.then((present) => output.fill(present, write)));
  }

  /**
   * Resolves once the value and all promises in it are written. Rejects when writing fails, and with QUERY_TOO_COMPLEX
   * as soon as the reply is too long. Pending promises then get a handler, since an unhandled rejection would end the
   * process.
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

  /** The JSON as one buffer. Throws LeftToExecutor while a promise is pending. */
  whole(): Buffer {
    if (this.coming.length > 0) throw new LeftToExecutor('not all at once');
    return Buffer.concat(this.take());
  }

  private keep(): void {
    this.pieces.push(...this.take());
  }

  /** The JSON in order, once `fill` has resolved. */
  buffers(): readonly Buffer[] {
    return this.pieces.flatMap((piece) => (piece instanceof OutputBuffer ? piece.buffers() : piece));
  }
}
