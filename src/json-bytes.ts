/** JSON as bytes, made piece by piece. */
export class JsonBytes {
  private bytes = Buffer.allocUnsafe(FIRST_BYTES);
  private length = 0;

  /** Text of ASCII characters alone: punctuation, names, numbers. */
  addAscii(text: string): void {
    const { length } = text;
    const { bytes } = this.withRoomFor(length);
    if (length > LONGEST_BY_HAND) {
      this.length += bytes.write(text, this.length, 'latin1');
      return;
    }
    for (let index = 0; index < length; index += 1) bytes[this.length + index] = text.charCodeAt(index);
    this.length += length;
  }

  /** JSON text of any characters. */
  addText(text: string): void {
    const { bytes } = this.withRoomFor(text.length * MOST_PER_UNIT);
    this.length += bytes.write(text, this.length, 'utf8');
  }

  /** Any value as JSON.stringify writes it, sooner where it is short; null for what JSON has no word for. */
  addValue(value: unknown): void {
    if (typeof value === 'string') this.addString(value);
    else if (typeof value === 'number') this.addAscii(Number.isFinite(value) ? String(value) : 'null');
    else this.addText(JSON.stringify(value) ?? 'null');
  }

  /** What was added since the last time. */
  take(): Buffer {
    const taken = this.bytes.subarray(0, this.length);
    this.bytes = this.bytes.subarray(this.length);
    this.length = 0;
    return taken;
  }

  private addString(value: string): void {
    if (ESCAPED.test(value)) {
      this.addText(JSON.stringify(value));
      return;
    }
    this.addAscii('"');
    this.addText(value);
    this.addAscii('"');
  }

  private withRoomFor(more: number): this {
    const needed = this.length + more;
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(FIRST_BYTES, needed, this.length * GROW_BY));
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    return this;
  }
}

const FIRST_BYTES = 2_048;
const GROW_BY = 4;
/** In UTF-8 a unit of UTF-16 takes three bytes at most. */
const MOST_PER_UNIT = 3;
/** To call into the platform takes as long as to copy so many characters. */
const LONGEST_BY_HAND = 24;

/** What JSON escapes: quotation marks, backslashes, control characters, and halves of surrogate pairs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;
