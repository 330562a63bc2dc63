const SLICE = 12;

/** Name of the first secret of which a text holds twelve characters in a row, plain or in a usual encoding. */
export function secretIn(text: string, secrets: Readonly<Record<string, string>>): string | undefined {
  return Object.keys(secrets).find((name) => slicesOf(secrets[name] ?? '').some((slice) => text.includes(slice)));
}

function slicesOf(secret: string): readonly string[] {
  return formsOf(secret).flatMap((form) =>
    Array.from({ length: Math.max(1, form.length - SLICE + 1) }, (_, start) => form.slice(start, start + SLICE)),
  );
}

function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...[0, 1, 2].flatMap((offset) => base64Of(bytes, offset)),
  ];
}

/** Base64 of a secret that starts `offset` bytes into a text, without the digits that depend on neighbouring bytes. */
function base64Of(bytes: Buffer, offset: number): readonly string[] {
  const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
  const isWhole = padded.length % 3 === 0;
  return (['base64', 'base64url'] as const).map((encoding) =>
    padded
      .toString(encoding)
      .replace(/=+$/, '')
      .slice(offset === 0 ? 0 : 4, isWhole ? undefined : -1),
  );
}
