import { inspect } from 'node:util';

const REDACTED = '[redacted]';

/**
 * A value that prints as [redacted] in every form; only authorization.ts may `reveal` it.
 *
 * @example
 * const secret = new Secret(process.env['ALEPH_CLIENT_SECRET'] ?? '');
 * console.log(`${secret}`); // [redacted]
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  /** Whether a text repeats the value. */
  isIn(text: string): boolean {
    return text.includes(this.#value);
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
