import { badInput } from '../errors.ts';

const CONTRACT_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
const PATH_ID = /^[A-Za-z0-9][A-Za-z0-9._~:+@-]{0,255}$/;

/** A contract id that is safe in a header; the argument is named in the error. */
export function checkContractId(id: string, argument = 'id'): string {
  if (CONTRACT_ID.test(id)) return id;
  throw badInput([argument], `${argument}: a contract id has letters, digits and . _ : - only, at most 128.`);
}

/** A collection or item id as one path segment. Dots alone, slashes and escapes are rejected, not cleaned. */
export function pathSegment(id: string, argument: string): string {
  if (PATH_ID.test(id)) return encodeURIComponent(id);
  throw badInput([argument], `${argument}: an id has letters, digits and . _ ~ : + @ - only, at most 256.`);
}

const LONGEST_TEXT = 1_000;
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;

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
