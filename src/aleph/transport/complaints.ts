import { type Body, textOfBody } from './bodies.ts';

/** A text in an error of Aleph, and the names of the members that lead to it. */
export interface Complaint {
  readonly path: readonly string[];
  readonly text: string;
}

const LONGEST_TEXT = 200;
const MOST_COMPLAINTS = 20;
const DEEPEST = 6;
const LONGEST_BODY = 65_536;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern removes control characters
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/** The texts in the JSON of an error, cleaned and cut: Django's field map, or a text under some name. */
export function complaintsIn(body: Body): readonly Complaint[] {
  if (body.length > LONGEST_BODY) return [];
  try {
    return [...textsIn(JSON.parse(textOfBody(body)), [])].slice(0, MOST_COMPLAINTS);
  } catch {
    return [];
  }
}

function* textsIn(value: unknown, path: readonly string[]): Generator<Complaint> {
  if (typeof value === 'string') {
    const text = value.replace(CONTROL_CHARACTERS, ' ').trim();
    if (text !== '') yield { path, text: text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text };
  } else if (typeof value === 'object' && value !== null && path.length < DEEPEST) {
    for (const [name, inner] of Object.entries(value)) {
      yield* textsIn(inner, Array.isArray(value) ? path : [...path, ...name.split('.')]);
    }
  }
}
