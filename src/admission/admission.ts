import {
  type DocumentNode,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Aleph } from '../aleph/client.ts';
import { AlephError } from '../aleph/errors.ts';
import type { Credentials } from '../aleph/sign-in/authorization.ts';
import type { ObserveCall } from '../aleph/transport/calls.ts';
import type { Signal } from '../async/cancellation.ts';
import type { Follow } from '../async/single-flight.ts';
import type { Caller } from '../exchange/caller.ts';
import { ERROR_CODES } from '../exchange/error-codes.ts';
import { RequestError } from '../exchange/errors.ts';
import type { RequestHeaders } from '../exchange/headers.ts';
import type { GraphQLParameters } from '../exchange/parameters.ts';
import { type Context, createContext, type LoadUrlOf } from '../resolvers/context.ts';
import { type Operation, withCoercedVariables } from './coercion.ts';
import { checkCost } from './costs.ts';
import { credentialsOf } from './credentials.ts';
import type { Documents } from './documents.ts';
import { fragmentsOf } from './fragments.ts';
import type { Limits } from './limits.ts';

/** What all requests are admitted by. */
export interface Admission {
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  readonly aleph: Aleph;
  readonly limits: Limits;
  /** Absent unless the asset route is on. */
  readonly loadUrlsFor?: ((credentials: Credentials) => LoadUrlOf) | undefined;
}

/** A request as admission sees it, whichever way it came in. */
export interface IncomingRequest {
  readonly headers: RequestHeaders;
  /** Aborts when nobody waits for the reply any more. */
  readonly signal: Signal;
  /** The client's network address, as far as it is known. */
  readonly address?: string | undefined;
}

/** Told of the calls to Aleph that a request makes, and of those that it waits for. */
export interface CallHooks {
  readonly observe?: ObserveCall;
  readonly follow?: Follow;
}

/**
 * Finds out who asks; needs no call. Undefined without credentials. Credentials that came are judged by their form even
 * when none are needed. Throws CREDENTIALS_MALFORMED or CREDENTIALS_AMBIGUOUS.
 */
export function connect(
  { aleph, loadUrlsFor }: Admission,
  { headers, signal, address: origin = 'unknown' }: IncomingRequest,
  hooks: CallHooks = {},
): Caller | undefined {
  const credentials = credentialsOf(headers);
  if (credentials === undefined) return undefined;
  const client = aleph.connect({ credentials, signal, origin, ...hooks });
  return { client, context: createContext(client, loadUrlsFor?.(credentials)) };
}

/** What a caller asks for. */
export interface Asked {
  readonly parameters: GraphQLParameters;
  /** As `connect` found it. */
  readonly caller: Caller | undefined;
  /** Told which operation is meant, before it is judged. */
  readonly noteDefinition?: (definition: OperationDefinitionNode) => void;
}

/**
 * Decides whether an operation may run: the document, the operation in it, its variables, the credentials, in this
 * order. What is wrong here refuses the whole request, before anything is resolved. Throws Refusal, Refusals or
 * AlephError.
 */
export async function admit(admission: Admission, { parameters, caller, noteDefinition }: Asked): Promise<Operation> {
  const { schema, limits } = admission;
  const document = admission.documents.prepare(parameters.query);
  const definition = getOperationAST(document, parameters.operationName);
  if (definition == null) {
    throw new RequestError(
      'OPERATION_RESOLUTION_FAILURE',
      'Which operation should run? Send its name as operationName.',
    );
  }
  noteDefinition?.(definition);
  const operation = withCoercedVariables({ schema, document, definition, variables: parameters.variables ?? {} });
  checkCost(operation, limits);
  if (!asksAleph(document, definition.selectionSet)) return operation;
  if (caller === undefined) {
    const forms = 'X-Aleph-Client-Id and X-Aleph-Client-Secret, Basic, or a bearer token';
    throw new RequestError('CREDENTIALS_MISSING', `Send ${forms}.`);
  }
  await authenticate(caller.context);
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

/** A pair is exchanged; a token is proven by the contract list, which the operation then shares. */
async function authenticate({ aleph }: Context): Promise<void> {
  try {
    await (aleph.credentialKind === 'PAIR' ? aleph.authenticate() : aleph.listContracts());
  } catch (error) {
    // A contract list that fails for another reason says nothing of the token: the field that needs it will tell.
    if (!(error instanceof AlephError) || ERROR_CODES[error.code].fails !== 'read') throw error;
  }
}
