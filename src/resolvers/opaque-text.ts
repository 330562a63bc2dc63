/** Text that stands for some values and tells its readers nothing: ids and cursors. */
export function writeOpaque(values: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** The values that such text stands for; undefined for any other text, and for one that is longer than `longest`. */
export function readOpaque(text: string, longest: number): readonly unknown[] | undefined {
  if (text.length > longest) return undefined;
  try {
    const values: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(values) ? values : undefined;
  } catch {
    return undefined;
  }
}
