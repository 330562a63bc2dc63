import { type Facade, NORTH } from './facade.ts';

/** The Accept of Apollo Client for documents with @defer. */
export const APOLLO = 'multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9';

// biome-ignore lint/suspicious/noExplicitAny: the shape depends on the query
type Any = any;

export interface Part {
  readonly data?: Any;
  readonly errors?: Any;
  readonly extensions?: Any;
  readonly incremental?: readonly Increment[];
  readonly hasNext?: boolean;
}

export interface Increment {
  readonly data?: Any;
  readonly items?: readonly Any[];
  readonly path: readonly (string | number)[];
  readonly label?: string;
  readonly errors?: readonly Any[];
}

export interface PartsReply {
  readonly status: number;
  readonly headers: Headers;
  readonly parts: readonly Part[];
}

/** POSTs a query and reads its parts. `onPart` sees each one as soon as it is there, and may wait. */
export async function askInParts(
  { url }: Pick<Facade, 'url'>,
  query: string,
  { headers = {}, variables = {}, signal, onPart }: PartsOptions = {},
): Promise<PartsReply> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: APOLLO, ...NORTH, ...headers },
    body: JSON.stringify({ query, variables }),
    ...(signal && { signal }),
  });
  const parts: Part[] = [];
  for await (const part of partsIn(response)) {
    parts.push(part);
    await onPart?.(part);
  }
  return { status: response.status, headers: response.headers, parts };
}

interface PartsOptions {
  readonly headers?: Record<string, string>;
  readonly variables?: Record<string, unknown>;
  readonly signal?: AbortSignal;
  readonly onPart?: (part: Part) => unknown;
}

export function incrementsOf(parts: readonly Part[]): readonly Increment[] {
  return parts.flatMap(({ incremental = [] }) => incremental);
}

/** What the parts come to, for a client that applies each increment at its path. */
export function merged(parts: readonly Part[]): Any {
  const { data } = parts[0] ?? {};
  for (const { data: more, items, path } of incrementsOf(parts)) {
    const target = (items ? path.slice(0, -1) : path).reduce((value, step) => value[step], data);
    if (items) target.splice(path.at(-1), 0, ...items);
    else Object.assign(target, more);
  }
  return data;
}

/** The parts of a multipart/mixed body [RFC 2046 §5.1], each once its delimiter is there. Throws when one is malformed. */
async function* partsIn({ body, headers }: Response): AsyncGenerator<Part> {
  if (headers.get('content-type') !== 'multipart/mixed; boundary="-"') throw new Error('not multipart/mixed');
  let text = '';
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(chunk).toString('latin1');
    for (let end = text.indexOf('\r\n---', 1); end !== -1; end = text.indexOf('\r\n---', 1)) {
      yield partOf(text.slice(0, end));
      text = text.slice(end);
    }
  }
  if (text !== '\r\n-----\r\n') throw new Error(`the last delimiter is missing: ${text}`);
}

function partOf(text: string): Part {
  const found =
    /^\r\n---\r\nContent-Type: application\/json; charset=utf-8\r\nContent-Length: (\d+)\r\n\r\n(.*)$/s.exec(text);
  const [, length, json = ''] = found ?? [];
  if (Number(length) !== json.length) throw new Error(`not a part: ${text}`);
  return JSON.parse(Buffer.from(json, 'latin1').toString());
}
