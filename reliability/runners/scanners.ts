import { auditServer } from 'graphql-http';
import { NORTH } from '../../test/support/facade/facade.ts';
import { onStage, type Stage } from '../stage/stage.ts';
import type { Figure, Runner } from './figures.ts';

/** R16: what scanners for GraphQL servers look for. */
export const scannerRunner: Runner = {
  id: 'R16',
  run: () =>
    onStage({ pinned: true, latencyMs: 0 }, async (stage) => [await ownFigure(stage), await auditFigure(stage)]),
};

/** One weakness that is looked for; found when the server answers otherwise than with the code. */
interface Check {
  readonly name: string;
  readonly code: string;
  readonly request: Readonly<{ path?: string; method?: string; type?: string; body?: string }>;
}

const repeat = (times: number, part: (index: number) => string) => Array.from({ length: times }, (_, i) => part(i));
const query = (text: string) => ({ body: JSON.stringify({ query: text }) });
const inUrl = (text: string) => ({ method: 'GET', path: `/graphql?query=${encodeURIComponent(text)}` });

const CHECKS: readonly Check[] = [
  {
    name: '101 aliases',
    code: 'QUERY_TOO_COMPLEX',
    request: query(`{ ${repeat(101, (i) => `a${i}: __typename`).join(' ')} }`),
  },
  {
    name: 'batch of 10',
    code: 'BATCHING_DISABLED',
    request: { body: JSON.stringify(repeat(10, () => '{ __typename }').map((text) => ({ query: text }))) },
  },
  {
    name: 'one field 500 times',
    code: 'QUERY_TOO_COMPLEX',
    request: query(`{ ${repeat(500, () => '__typename').join(' ')} }`),
  },
  {
    name: '50 directives',
    code: 'QUERY_TOO_COMPLEX',
    request: query(`{ __typename ${repeat(50, () => '@skip(if: false)').join(' ')} }`),
  },
  {
    name: 'circular introspection',
    code: 'GRAPHQL_VALIDATION_FAILED',
    request: query(`{ __schema { types { ${'fields { type { '.repeat(8)}name${' } }'.repeat(8)} } } }`),
  },
  { name: 'mutation by GET', code: 'METHOD_NOT_ALLOWED', request: inUrl('mutation { __typename }') },
  {
    name: 'form POST',
    code: 'UNSUPPORTED_MEDIA_TYPE',
    request: { type: 'application/x-www-form-urlencoded', body: `query=${encodeURIComponent('{ __typename }')}` },
  },
  { name: 'mutation', code: 'MUTATIONS_DISABLED', request: query('mutation { __typename }') },
];

/** What must not be in any reply: a trace, or an error that nobody foresaw. */
const TELLING = /"tracing"|"stacktrace"|"stack"|node_modules|INTERNAL_ERROR|\n\s+at /;

/** The names of the weaknesses that were found; empty is well. */
export async function findWeaknesses(url: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name, code, request } of CHECKS) {
    const reply = await send(url, request);
    if (reply.code !== code || reply.text.includes('"data"')) found.push(`${name}: ${reply.code ?? reply.status}`);
    if (TELLING.test(reply.text)) found.push(`${name}: tells of its inside`);
  }
  for (const body of ['{', '[]', 'null', '{"query":1}', '{"query":"{"}', '{"query":"{ nothing }"}']) {
    const reply = await send(url, { body });
    if (reply.status < 400 || reply.code === undefined || TELLING.test(reply.text)) found.push(`unhandled: ${body}`);
  }
  const traced = await send(url, query('{ __typename }'));
  if (TELLING.test(traced.text)) found.push('tracing');
  return found;
}

/** How many checks there are. */
const CHECK_COUNT = CHECKS.length + 7;

/** The MUSTs of GraphQL over HTTP that the server fails. */
export async function failedMusts(url: string): Promise<readonly string[]> {
  const results = await auditServer({ url: `${url}/graphql` });
  return results.filter(({ status, name }) => status !== 'ok' && name.startsWith('MUST')).map(({ id }) => id);
}

async function send(url: string, { path = '/graphql', method = 'POST', type, body }: Check['request']) {
  const response = await fetch(url + path, {
    method,
    headers: { 'content-type': type ?? 'application/json', ...NORTH },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return { status: response.status, text, code: /"code":"([A-Z_]+)"/.exec(text)?.[1] };
}

async function ownFigure({ server }: Stage): Promise<Figure> {
  const found = await findWeaknesses(server.url);
  const measured = `${found.length} of ${CHECK_COUNT}${found.length > 0 ? ` (${found.join('; ')})` : ''}`;
  return {
    id: 'R16',
    figure: 'weaknesses found by scanner-like checks',
    goal: '0',
    measured,
    held: found.length === 0,
  };
}

async function auditFigure({ server }: Stage): Promise<Figure> {
  const failed = await failedMusts(server.url);
  const measured = `${failed.length}${failed.length > 0 ? ` (${failed.join(', ')})` : ''}`;
  return {
    id: 'R16',
    figure: 'MUSTs failed in the graphql-http audit',
    goal: '0',
    measured,
    held: failed.length === 0,
  };
}
