/** A text that must turn up nowhere but where it belongs. */
export interface Canary {
  readonly name: string;
  readonly text: string;
  /** A secret is nowhere at home; the others are in the data of whoever may see them. */
  readonly isSecret: boolean;
}

export interface Hit {
  readonly canary: string;
  /** How it was written. */
  readonly form: string;
  readonly place: string;
}

const SLICE = 12;

/** Looks for canaries, plain and in the encodings that texts pass through, and for any slice of a secret. */
export function createSearch(canaries: readonly Canary[]) {
  const watched = canaries.map((canary) => ({ canary, forms: formsOf(canary) }));
  return function hitsIn(place: string, haystack: string, { secretsOnly = false } = {}): readonly Hit[] {
    return watched.flatMap(({ canary, forms }) => {
      if (secretsOnly && !canary.isSecret) return [];
      const found = forms.find(([, text]) => haystack.includes(text));
      return found === undefined ? [] : [{ canary: canary.name, form: found[0], place }];
    });
  };
}

function formsOf({ text, isSecret }: Canary): readonly (readonly [string, string])[] {
  const bytes = [...Buffer.from(text)];
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0'));
  const slices = Array.from({ length: Math.max(1, text.length - SLICE + 1) }, (_, at) => text.slice(at, at + SLICE));
  return [
    ['plain', text],
    ...[0, 1, 2].flatMap((shift) => [
      ['base64', base64Inside(text, shift, 'base64')] as const,
      ['base64url', base64Inside(text, shift, 'base64url')] as const,
    ]),
    ['hex', hex.join('')],
    ['hex in capitals', hex.join('').toUpperCase()],
    ['percent', hex.map((byte) => `%${byte}`).join('')],
    ['percent in capitals', hex.map((byte) => `%${byte.toUpperCase()}`).join('')],
    ['JSON escapes', hex.map((byte) => `\\u00${byte}`).join('')],
    ...(isSecret ? slices.map((slice) => ['slice', slice] as const) : []),
  ];
}

/** The characters that a text gives within a longer one, whatever its neighbours are. */
function base64Inside(text: string, shift: number, encoding: 'base64' | 'base64url'): string {
  const encoded = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]).toString(encoding);
  const whole = Math.floor(((shift + Buffer.byteLength(text)) * 8) / 6);
  return encoded.slice(Math.ceil((shift * 8) / 6), whole);
}
