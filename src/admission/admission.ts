import {
  type DocumentNode,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  type OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import type { Aleph, AlephClient } from '../aleph/client.ts';
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
import type { WriteDesk } from '../resolvers/writes/desk.ts';
import { schema } from '../schema/index.ts';
import { type Operation, withCoercedVariables } from './coercion.ts';
import { checkCost } from './costs.ts';
import { credentialsOf } from './credentials.ts';
import { createDocuments, type Documents, type DocumentsOptions } from './documents.ts';
import { fragmentsOf } from './fragments.ts';
import { checkInitialCounts } from './incremental.ts';
import type { Limits } from './limits.ts';
import { checkMutation, mutationFields } from './mutations.ts';
import { requestedText, type TrustedDocuments } from './trusted-documents.ts';

/** The parts that admission needs; all requests share them. */
export interface Admission {
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  /** Undefined without a manifest. */
  readonly trustedDocuments?: TrustedDocuments | undefined;
  readonly aleph: Aleph;
  readonly limits: Limits;
  /** Absent unless the asset route is on. */
  readonly loadUrlsFor?: ((credentials: Credentials) => LoadUrlOf) | undefined;
  /** Absent where mutations are off. */
  readonly deskOf?: ((client: AlephClient) => WriteDesk) | undefined;
}

/** A request as admission sees it, whichever way it came in. */
export interface IncomingRequest {
  readonly headers: RequestHeaders;
  /** Aborts once no client waits for the reply. */
  readonly signal: Signal;
  /** The client's network address, as far as it is known. */
  readonly address?: string | undefined;
}

/**
 * Hooks of one request: `observe` sees each of its calls to Aleph, `follow` each call of another request that it joins.
 */
export interface CallHooks {
  readonly observe?: ObserveCall;
  readonly follow?: Follow;
}

/** Settings of the operator that bear on admission. */
export type AdmissionSettings = Pick<Admission, 'limits' | 'trustedDocuments'> & { readonly introspection: boolean };

/** The admission of one server. `noteSlow` hears of documents that blocked the event loop. */
export function createAdmission(
  aleph: Aleph,
  { limits, introspection, trustedDocuments }: AdmissionSettings,
  {
    noteSlow,
    loadUrlsFor,
    deskOf,
  }: Pick<Admission, 'loadUrlsFor' | 'deskOf'> & Required<Pick<DocumentsOptions, 'noteSlow'>>,
): Admission {
  const documents = createDocuments(schema, { limits, introspection, noteSlow });
  return { schema, aleph, limits, loadUrlsFor, deskOf, documents, trustedDocuments };
}

/**
 * Makes a client for the credentials of a request, without a call. Undefined when the request has none. The form of
 * credentials is checked even where the operation needs none. Throws CREDENTIALS_MALFORMED or CREDENTIALS_AMBIGUOUS.
 */
export function connect(admission: Admission, request: IncomingRequest, hooks: CallHooks = {}): Caller | undefined {
  const credentials = credentialsOf(request.headers);
  return credentials && connectAs(admission, credentials, request, hooks);
}

/** The same for credentials that are known. */
export function connectAs(
  { aleph, loadUrlsFor, deskOf }: Admission,
  credentials: Credentials,
  { signal, address: origin = 'unknown' }: Omit<IncomingRequest, 'headers'>,
  hooks: CallHooks,
): Caller {
  const client = aleph.connect({ credentials, signal, origin, ...hooks });
  return { client, context: createContext(client, loadUrlsFor?.(credentials), deskOf?.(client)) };
}

/** A request with its body read, before admission. */
export interface Asked {
  readonly parameters: GraphQLParameters;
  /** The result of `connect`. */
  readonly caller: Caller | undefined;
  /** Whether the client reads replies in parts. */
  readonly takesParts?: boolean | undefined;
  /** Tells a caller without credentials how to get in; by default, by headers. */
  readonly howToSignIn?: string | undefined;
  /** Called with the kind of the operation, before the document is validated. It may throw a request error. */
  readonly checkKind?: ((kind: OperationTypeNode) => void) | undefined;
  /** Called with the selected operation, before its variables and its cost are checked. */
  readonly noteDefinition?: (definition: OperationDefinitionNode, mutation: string | undefined) => void;
}

/**
 * Decides whether an operation may run, before any resolver is called. The cheap checks come first: the document costs
 * CPU once per text, variables and cost take microseconds, and only the last check may call Aleph. So a request that
 * cannot run costs Aleph nothing. Authentication is a check of its own, because a rejected secret has to fail the whole
 * request: otherwise every root field would repeat the error. Introspection needs no credentials. Throws RequestError,
 * RequestErrors or AlephError; each is a request error.
 */
export async function admit(admission: Admission, asked: Asked): Promise<Operation> {
  const { parameters, caller, noteDefinition, checkKind, takesParts = false } = asked;
  const { limits, trustedDocuments } = admission;
  const select = (document: DocumentNode) => getOperationAST(document, parameters.operationName);
  const check = (parsed: DocumentNode) => {
    const kind = select(parsed)?.operation;
    if (kind !== undefined) checkKind?.(kind);
  };
  const text = requestedText(parameters, trustedDocuments);
  const asWritten = admission.documents.prepare(text, checkKind && check);
  const whole = admission.documents.withoutParts(asWritten);
  const isInParts = takesParts && whole !== asWritten && select(whole)?.operation === 'query';
  const document = isInParts ? asWritten : whole;
  const definition = select(document);
  if (definition == null) {
    throw new RequestError(
      'OPERATION_RESOLUTION_FAILURE',
      'Which operation should run? Send its name as operationName.',
    );
  }
  const fields = definition.operation === 'mutation' ? mutationFields(document, definition) : undefined;
  noteDefinition?.(definition, fields?.[0]);
  if (fields !== undefined) checkMutation(fields, admission.deskOf !== undefined);
  const operation = withCoercedVariables({
    schema: admission.schema,
    document,
    definition,
    variables: parameters.variables ?? {},
    isInParts,
  });
  if (whole !== asWritten) checkInitialCounts({ ...operation, document: asWritten });
  checkCost(operation, limits);
  if (!asksAleph(document, definition.selectionSet)) return operation;
  if (caller === undefined) {
    throw new RequestError('CREDENTIALS_MISSING', asked.howToSignIn ?? FORMS);
  }
  await authenticate(caller.context);
  return operation;
}

const FORMS = 'Send X-Aleph-Client-Id and X-Aleph-Client-Secret, Basic, or a bearer token.';

/**
 * Whether the root selects a field other than introspection. The recursion ends: validation rejects cycles of
 * fragments.
 */
function asksAleph(document: DocumentNode, { selections }: SelectionSetNode): boolean {
  return selections.some((selection) => {
    if (selection.kind === Kind.FIELD) return !selection.name.value.startsWith('__');
    if (selection.kind === Kind.INLINE_FRAGMENT) return asksAleph(document, selection.selectionSet);
    const fragment = fragmentsOf(document).get(selection.name.value);
    return fragment !== undefined && asksAleph(document, fragment.selectionSet);
  });
}

/**
 * Exchanges a pair for an access token. Checks a bearer token by reading the contract list, which the operation then
 * reuses.
 */
async function authenticate({ aleph }: Context): Promise<void> {
  try {
    await (aleph.credentialKind === 'PAIR' ? aleph.authenticate() : aleph.listContracts());
  } catch (error) {
    // Any other failure of the contract list does not show that the token is bad. The field that needs the list reports
    // it.
    if (!(error instanceof AlephError) || ERROR_CODES[error.code].fails !== 'read') throw error;
  }
}
