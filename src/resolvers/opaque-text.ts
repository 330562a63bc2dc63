/** Encodes values as the opaque text of ids and cursors. It is not encrypted, so the values must not be secret. */
export function writeOpaque(values: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** Decodes opaque text; undefined for any other text, and for one longer than `longest`. */
export function readOpaque(text: string, longest: number): readonly unknown[] | undefined {
  if (text.length > longest) return undefined;
  try {
    const values: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(values) ? values : undefined;
  } catch {
    return undefined;
  }
}
