import { type JsonList, listName, type ParsedList } from '../../json/list.ts';
import { recordOf, ShapeMismatch, textOf } from './wire.ts';

/** Names of the list in an envelope; the first one that holds a list counts [aleph-api §1.3]. */
export const LIST_NAMES = ['results', 'features', 'collections'].map(listName);

/** The list in parsed JSON: a bare array, or an object with such a list. Throws ShapeMismatch without one. */
export function parsedListOf(json: unknown): ParsedList {
  const body = recordOf(json) ?? {};
  const rows = [json, ...LIST_NAMES.map(({ name }) => body[name])].find((value) => Array.isArray(value));
  if (rows === undefined) throw misfitOf(json, 'no list');
  return { rows, member: (name) => body[name] };
}

/** The error for JSON of a 2xx answer that does not fit: it reports an error itself, or has another structure. */
export function misfitOf(json: unknown, message: string): ShapeMismatch {
  const body = recordOf(json) ?? {};
  return new ShapeMismatch(message, reportsError((name) => body[name], false) ? 'ERROR_BODY' : 'SHAPE');
}

/** Throws ShapeMismatch for an answer that reports an error beside its list. */
export function checkReportsNoError(list: JsonList): void {
  const hasRows = ('stretches' in list ? list.stretches : list.rows).length > 0;
  if (reportsError((name) => list.member(name), hasRows)) throw new ShapeMismatch('an error', 'ERROR_BODY');
}

/** Names of an error's text, in any body of Aleph [aleph-api §1.1] and in what frameworks write. */
const ERROR_NAMES = ['detail', 'error', 'errors', 'error_description', 'errorMessage', 'Message'];
const WELL = /^(ok\b|success)/i;

/** `message` alone is no error beside rows, since some APIs praise themselves there. */
function reportsError(member: (name: string) => unknown, hasRows: boolean): boolean {
  if (member('success') === false || ERROR_NAMES.some((name) => isReport(member(name)))) return true;
  const message = textOf(member('message')) ?? (member('code') === undefined ? '' : textOf(member('description')));
  return !hasRows && isReport(message) && !WELL.test(message ?? '');
}

function isReport(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return value === true || (typeof value === 'string' && value.trim() !== '');
}
