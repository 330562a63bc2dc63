import { type DocumentNode, type GraphQLSchema, getOperationAST, Kind, type SelectionSetNode } from 'graphql';
import type { Aleph } from '../aleph/client.ts';
import { AlephError } from '../aleph/errors.ts';
import type { Credentials } from '../aleph/sign-in/authorization.ts';
import type { Follow } from '../async/single-flight.ts';
import { Refusal } from '../exchange/errors.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { GraphQLParameters } from '../exchange/parameters.ts';
import { type Context, createContext, type LoadUrlOf } from '../resolvers/context.ts';
import { type Operation, withCoercedVariables } from './coercion.ts';
import { checkCost } from './costs.ts';
import { credentialsOf } from './credentials.ts';
import type { Documents } from './documents.ts';
import { fragmentsOf } from './fragments.ts';
import type { Limits } from './limits.ts';

export interface Gate {
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  readonly aleph: Aleph;
  readonly limits: Limits;
  /** Absent unless the asset route is on. */
  readonly loadUrlsFor?: ((credentials: Credentials) => LoadUrlOf) | undefined;
}

/** Finds out who asks; needs no call. Credentials that came are judged by their form even when none are needed. */
export function connect({ aleph, loadUrlsFor }: Gate, exchange: Exchange): void {
  const credentials = credentialsOf(exchange.request);
  if (credentials === undefined) return;
  const { signal, address: origin = 'unknown', observeCall: observe } = exchange;
  const follow: Follow = (joined) => exchange.slot?.follow(joined) ?? joined.result;
  const client = aleph.connect({ credentials, signal, observe, follow, origin });
  exchange.caller = { client, context: createContext(client, loadUrlsFor?.(credentials)) };
}

/**
 * Decides whether an operation may run: the document, the operation in it, its variables, the credentials, in this
 * order. What is wrong here refuses the whole request, before anything is resolved. Throws Refusal, Refusals or
 * AlephError.
 */
export async function admit(gate: Gate, exchange: Exchange, parameters: GraphQLParameters): Promise<Operation> {
  const { schema, limits } = gate;
  const document = gate.documents.prepare(parameters.query);
  const definition = getOperationAST(document, parameters.operationName);
  if (definition == null) {
    throw new Refusal('OPERATION_RESOLUTION_FAILURE', 'Which operation should run? Send its name as operationName.');
  }
  exchange.definition = definition;
  const operation = withCoercedVariables({ schema, document, definition, variables: parameters.variables ?? {} });
  checkCost(operation, limits);
  if (!asksAleph(document, definition.selectionSet)) return operation;
  if (exchange.caller === undefined) {
    const forms = 'X-Aleph-Client-Id and X-Aleph-Client-Secret, Basic, or a bearer token';
    throw new Refusal('CREDENTIALS_MISSING', `Send ${forms}.`);
  }
  await prove(exchange.caller.context);
  return operation;
}

/** Whether anything but introspection is selected at the root. Validation has seen to it that fragments end. */
function asksAleph(document: DocumentNode, { selections }: SelectionSetNode): boolean {
  return selections.some((selection) => {
    if (selection.kind === Kind.FIELD) return !selection.name.value.startsWith('__');
    if (selection.kind === Kind.INLINE_FRAGMENT) return asksAleph(document, selection.selectionSet);
    const fragment = fragmentsOf(document).get(selection.name.value);
    return fragment !== undefined && asksAleph(document, fragment.selectionSet);
  });
}

const REFUSING_CODES: ReadonlySet<string> = new Set([
  'CREDENTIALS_REJECTED',
  'TOKEN_EXPIRED',
  'AUTH_RATE_LIMITED',
  'AUTH_UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'CANCELLED',
]);

/** A pair is exchanged; a token is proven by the contract list, which the operation then shares. */
async function prove({ aleph }: Context): Promise<void> {
  try {
    await (aleph.credentialKind === 'PAIR' ? aleph.authenticate() : aleph.listContracts());
  } catch (error) {
    // A contract list that fails for another reason says nothing of the token: the field that needs it will tell.
    if (!(error instanceof AlephError) || REFUSING_CODES.has(error.code)) throw error;
  }
}
