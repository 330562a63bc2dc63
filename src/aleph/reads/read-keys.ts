import { canonicalJson } from '../../json/canonical.ts';
import type { JsonObject } from '../values/wire.ts';
import type { ShareKey } from './shared-reads.ts';

/** The part of a read that decides what Aleph is asked. */
interface Question {
  readonly contractId?: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: JsonObject;
}

/** What a read is called, and sent as: equal for all that ask the same of Aleph. */
export function shareKeyOf(read: Question, identity: string): ShareKey {
  return {
    identity,
    contractId: read.contractId,
    method: read.method,
    path: read.query === undefined ? read.path : read.path + queryText(read.query),
    body: read.body === undefined ? undefined : canonicalJson(read.body),
  };
}

/** With its question mark; empty where nothing is asked. */
function queryText(query: Readonly<Record<string, string | number | undefined>>): string {
  let text = '';
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    text += `${text === '' ? '?' : '&'}${name}=${encodeURIComponent(String(value).toWellFormed())}`;
  }
  return text;
}
