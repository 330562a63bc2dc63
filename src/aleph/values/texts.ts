/** The text without the characters at its end that match. A pattern for all of them would take quadratic time. */
export function withoutEnd(text: string, character: RegExp): string {
  let end = text.length;
  while (end > 0 && character.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

const SLASH = /\//;

export function withoutSlashes(text: string): string {
  return withoutEnd(text, SLASH);
}
