import { recordOf } from '../aleph/values/wire.ts';
import { RequestError } from './errors.ts';

/** The members of a GraphQL request over HTTP. */
export interface GraphQLParameters {
  /** Undefined in a request that names its document by id or by hash. */
  readonly query?: string | undefined;
  /** The id of a trusted document. */
  readonly documentId?: string | undefined;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
}

const MEMBERS = ['query', 'documentId', 'operationName', 'variables', 'extensions'] as const;
const WRITTEN_AS_JSON: ReadonlySet<string> = new Set(['variables', 'extensions']);
/** Any of these makes the query string of a URL an operation. */
const NAMES_OF_DOCUMENTS = ['query', 'documentId', 'extensions'];
/** A batch of this length gets an error for each operation, since batching clients expect a list of results. */
const MOST_ANSWERED_OF_A_BATCH = 20;

/** A POST body as GraphQL parameters [GraphQL over HTTP]. Throws BAD_REQUEST or BATCHING_DISABLED. */
export function parametersInBody(body: Buffer): GraphQLParameters {
  const json = parseJson(body.toString('utf8'), 'The request body');
  if (Array.isArray(json)) throw batchRefused(json.length);
  const members = recordOf(json);
  if (members === undefined) throw badRequest('the body must be a JSON object');
  const names: readonly string[] = MEMBERS;
  if (!Object.keys(members).every((name) => names.includes(name))) {
    throw badRequest(`it has members other than ${MEMBERS.join(', ')}`);
  }
  return parametersOf(members);
}

/** Whether a query string has an operation to run. */
export function namesOperation(search: URLSearchParams): boolean {
  return NAMES_OF_DOCUMENTS.some((name) => search.has(name));
}

/** The query string of a GET as GraphQL parameters. Empty ones count as absent. Throws BAD_REQUEST. */
export function parametersInUrl(search: URLSearchParams): GraphQLParameters {
  const sent = MEMBERS.flatMap((name) => {
    const [text = '', ...others] = search.getAll(name);
    if (others.length > 0) throw badRequest(`the URL has ${name} more than once`);
    return text === '' ? [] : [[name, WRITTEN_AS_JSON.has(name) ? parseJson(text, name) : text] as const];
  });
  return parametersOf(Object.fromEntries(sent));
}

function parametersOf(members: Readonly<Record<string, unknown>>): GraphQLParameters {
  const { documentId, operationName, variables, extensions } = members;
  if (extensions != null && recordOf(extensions) === undefined) throw badRequest('extensions must be an object');
  if (documentId != null && !isText(documentId)) throw badRequest('documentId must be a string with an id');
  if (operationName != null && typeof operationName !== 'string') throw badRequest('operationName must be a string');
  if (variables != null && recordOf(variables) === undefined) throw badRequest('variables must be an object');
  return {
    query: queryIn(members),
    documentId: documentId ?? undefined,
    operationName: operationName ?? null,
    variables: recordOf(variables) ?? null,
  };
}

/** The text of the document. Clients that name it by id or by hash send none, null or an empty one. */
function queryIn({ query, documentId, extensions }: Readonly<Record<string, unknown>>): string | undefined {
  if (isText(query)) return query;
  const isNamed = documentId != null || recordOf(extensions)?.['persistedQuery'] != null;
  if (isNamed && (query == null || query === '')) return undefined;
  throw badRequest('query must be a string with the document');
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** The parser's own message is dropped: it quotes the text. */
function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestError('BAD_REQUEST', `${name} is not valid JSON.`);
  }
}

function batchRefused(length: number): RequestError {
  const isAnswered = length > 0 && length <= MOST_ANSWERED_OF_A_BATCH;
  return new RequestError('BATCHING_DISABLED', 'Send one operation per request.', isAnswered ? { batch: length } : {});
}

function badRequest(what: string): RequestError {
  return new RequestError('BAD_REQUEST', `This is not a GraphQL request: ${what}.`);
}
