/** On objects whose own order differs from that of the text: the names of their members in the order of the text. */
const NAMES = Symbol('names');
const DIGITS = /"\d{1,10}"/g;
/** Random, so that no text has a name that begins with it. */
const MARK = `${Math.random()} `;

/**
 * A JSON text as JSON.parse makes it, with members in an order that `namesOf` knows. Throws the error of JSON.parse.
 *
 * Objects of JavaScript list members such as "10" first, by their numbers, wherever they stand in the text. So such
 * names get a mark in front while the text is parsed. Then the marks are taken away, and the order is noted.
 */
export function parseJson(text: string): unknown {
  if (text.search(DIGITS) === -1) return JSON.parse(text);
  const marked = text.replaceAll(DIGITS, (digits, at: number) =>
    isName(text, at, at + digits.length) ? `"${MARK}${digits.slice(1)}` : digits,
  );
  const value: unknown = JSON.parse(marked);
  return marked.length === text.length ? value : withoutMarks(value);
}

/** The names of an object in the order of the text that it was parsed from. */
export function namesOf(value: object): readonly string[] {
  return (value as { readonly [NAMES]?: readonly string[] })[NAMES] ?? Object.keys(value);
}

/** Whether JSON.stringify would write a value in another order. */
export function isReordered(value: unknown): boolean {
  return typeof value === 'object' && value !== null && NAMES in value;
}

/** Whether a string is the name of a member: no backslash escapes its first quotation mark, and a colon follows. */
function isName(text: string, from: number, to: number): boolean {
  let at = to;
  while (at < text.length && ' \n\r\t'.includes(text.charAt(at))) at += 1;
  return text[at] === ':' && text[from - 1] !== '\\';
}

function withoutMarks(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.values(value).map(withoutMarks);
  if (Array.isArray(value)) return listOf(members);
  const names = Object.keys(value).map((name) => (name.startsWith(MARK) ? name.slice(MARK.length) : name));
  return objectOf(members.map((member, index) => [names[index] ?? '', member]));
}

/** An object of members in this order, whatever their names. Names are distinct. */
export function objectOf(entries: readonly (readonly [string, unknown])[]): object {
  // Unlike an assignment, this makes a member of a name that reaches the prototype.
  const object = Object.fromEntries(entries);
  const isSame = Object.keys(object).every((name, index) => name === entries[index]?.[0]);
  return isSame && !entries.some(([, member]) => isReordered(member)) ? object : noteOrder(object, entries);
}

export function listOf(members: readonly unknown[]): readonly unknown[] {
  return members.some(isReordered) ? noteOrder(members, []) : members;
}

function noteOrder<T extends object>(value: T, entries: readonly (readonly [string, unknown])[]): T {
  return Object.defineProperty(value, NAMES, { value: entries.map(([name]) => name) });
}
