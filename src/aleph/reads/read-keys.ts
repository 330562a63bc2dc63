import { canonicalJson } from '../../json/canonical.ts';
import type { JsonObject } from '../values/wire.ts';
import type { ShareKey } from './shared-reads.ts';

/** The part of a read that determines the HTTP request. */
export interface Question {
  readonly contractId?: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined;
  readonly body?: JsonObject;
}

/** The key of a read, and the path and body it is sent with: equal for reads that ask Aleph the same. */
export function shareKeyOf(read: Question, identity: string): ShareKey {
  return {
    identity,
    contractId: read.contractId,
    method: read.method,
    path: read.query === undefined ? read.path : read.path + queryText(read.query),
    body: read.body === undefined ? undefined : canonicalJson(read.body),
  };
}

/** The query with its question mark; empty without parameters. */
function queryText(query: Readonly<Record<string, string | number | undefined>>): string {
  let text = '';
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    text += `${text === '' ? '?' : '&'}${name}=${encodeURIComponent(String(value).toWellFormed())}`;
  }
  return text;
}
