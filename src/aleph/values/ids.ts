import { badInput } from '../errors.ts';

const CONTRACT_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
const HEADER_TEXT = /^[\x21-\x7e](?:[\x20-\x7e]{0,254}[\x21-\x7e])?$/;

/** A contract id in the form of all known ones; the argument is named in the error. */
export function checkContractId(id: string, argument: string | readonly string[] = 'id'): string {
  if (CONTRACT_ID.test(id)) return id;
  const path = [argument].flat();
  throw badInput(path, `${path.join('.')}: a contract id has letters, digits and . _ : - only, at most 128.`);
}

/** A contract id that can be sent in a header as it stands. */
export function contractHeader(id: string): string {
  if (HEADER_TEXT.test(id)) return id;
  throw badInput(['contractId'], 'contractId: a contract id has printable ASCII characters only, at most 256.');
}

const LONGEST_ID = 1_000;
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;

/** An id that can be one segment of a path. A segment of dots would lead to another resource. */
export function checkIdInPath(id: string, argument: string): string {
  const isSegment = id !== '' && id !== '.' && id !== '..' && id.length <= LONGEST_ID && !UNPRINTABLE.test(id);
  if (isSegment) return id;
  throw badInput([argument], `${argument}: an id has 1 to ${LONGEST_ID} printable characters, and is not . or ..`);
}

/** The same id as a segment. */
export function pathSegment(id: string, argument: string): string {
  return encodeURIComponent(checkIdInPath(id, argument));
}

const LONGEST_TEXT = 1_000;

/** Text that goes to Aleph in a body. Empty text is rejected, since Aleph takes it for no condition. */
export function checkText(text: string, argumentPath: readonly (string | number)[]): string {
  if (text.length > 0 && text.length <= LONGEST_TEXT && !UNPRINTABLE.test(text)) return text;
  throw badInput(argumentPath, `${argumentPath.join('.')}: expected 1 to ${LONGEST_TEXT} printable characters.`);
}

/** The same for a list of at most `most` texts. */
export function checkTexts(texts: readonly string[], argumentPath: readonly string[], most: number): readonly string[] {
  checkCount(texts, argumentPath, most);
  return texts.map((text, index) => checkText(text, [...argumentPath, index]));
}

/** Throws BAD_USER_INPUT for a list of more than `most`. */
export function checkCount(list: readonly unknown[], argumentPath: readonly string[], most: number): void {
  if (list.length > most) throw badInput(argumentPath, `${argumentPath.join('.')}: at most ${most}.`);
}
