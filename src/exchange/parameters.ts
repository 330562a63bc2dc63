import { recordOf } from '../aleph/values/wire.ts';
import { RequestError } from './errors.ts';

/** The members of a GraphQL request over HTTP. */
export interface GraphQLParameters {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
}

const MEMBERS = new Set(['query', 'operationName', 'variables', 'extensions']);

/** JSON as GraphQL parameters [GraphQL over HTTP]. Throws BAD_REQUEST or BATCHING_DISABLED. */
export function parametersOf(json: unknown): GraphQLParameters {
  if (Array.isArray(json)) throw new RequestError('BATCHING_DISABLED', 'Send one operation per request.');
  const members = recordOf(json);
  if (members === undefined) throw badRequest('the body must be a JSON object');
  const { query, operationName, variables, extensions } = members;
  if (typeof query !== 'string' || query === '') throw badRequest('query must be a string with the document');
  if (operationName != null && typeof operationName !== 'string') throw badRequest('operationName must be a string');
  if (variables != null && recordOf(variables) === undefined) throw badRequest('variables must be an object');
  if (extensions != null && recordOf(extensions) === undefined) throw badRequest('extensions must be an object');
  if (!Object.keys(members).every((member) => MEMBERS.has(member))) {
    throw badRequest('it has members other than query, operationName, variables and extensions');
  }
  return { query, operationName: operationName ?? null, variables: recordOf(variables) ?? null };
}

function badRequest(what: string): RequestError {
  return new RequestError('BAD_REQUEST', `This is not a GraphQL request: ${what}.`);
}
