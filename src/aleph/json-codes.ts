/** Character codes of what JSON is written with. */
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const POINT = 0x2e;
export const ZERO = 0x30;
export const NINE = 0x39;
export const COLON = 0x3a;
export const ARRAY = 0x5b;
export const ARRAY_END = 0x5d;
/** In lower case, which one bit makes of the other. */
export const EXPONENT = 0x65;
export const OBJECT = 0x7b;

export function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}
