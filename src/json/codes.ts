/** Codes of the characters that JSON is made of. */
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const HASH = 0x23;
export const PERCENT = 0x25;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const POINT = 0x2e;
export const SLASH = 0x2f;
export const ZERO = 0x30;
export const NINE = 0x39;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;
export const QUESTION_MARK = 0x3f;
export const ARRAY = 0x5b;
export const BACKSLASH = 0x5c;
export const ARRAY_END = 0x5d;
export const EXPONENT = 0x65;
export const OBJECT = 0x7b;
export const OBJECT_END = 0x7d;
export const LAST_ASCII = 0x7e;
/** This bit turns the code of a letter into that of its lower case. */
export const LOWER_CASE = 0x20;

export function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** The first place from `start` on that holds no space. */
export function behindSpaces(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at] === SPACE) at += 1;
  return at;
}
