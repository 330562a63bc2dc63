import { RequestError } from '../exchange/errors.ts';
import type { GraphQLParameters } from '../exchange/parameters.ts';

/** Documents that the operator trusts, from a manifest. Clients name them by id. */
export interface TrustedDocuments {
  /** With `only`, no other document runs. */
  readonly mode: 'allow' | 'only';
  readonly textOf: (id: string) => string | undefined;
}

/**
 * The text of the document that a request asks for. The text of a known id wins over a text beside it. Throws
 * PERSISTED_QUERY_NOT_SUPPORTED, PERSISTED_QUERY_NOT_FOUND or DOCUMENT_NOT_TRUSTED.
 */
export function requestedText({ query, documentId }: GraphQLParameters, trusted: TrustedDocuments | undefined): string {
  const text = documentId === undefined ? undefined : trusted?.textOf(documentId);
  if (text !== undefined) return text;
  const mayBeText = query !== undefined && trusted?.mode !== 'only';
  if (mayBeText) return query;
  if (trusted !== undefined && documentId !== undefined) {
    throw new RequestError('PERSISTED_QUERY_NOT_FOUND', 'No trusted document has this documentId.');
  }
  if (query !== undefined) {
    throw new RequestError('DOCUMENT_NOT_TRUSTED', 'This server runs trusted documents alone. Send a documentId.');
  }
  // Apollo's link looks for this text, and then sends the document.
  throw new RequestError('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported');
}
