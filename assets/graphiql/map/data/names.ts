/** Fields that the map reads. An alias for any other field is of no interest. */
const FIELDS = new Set([
  ...['id', 'itemId', 'taskId', 'orderId', 'name', 'title', 'collectionId', 'collection', 'outcomeId', 'captureId'],
  ...['geometry', 'target', 'bbox', 'bboxes', 'extent', 'featureCollection', 'node', 'coverage', 'cloudCover'],
  ...['cloudCoverMean', 'datetime', 'startDatetime', 'endDatetime', 'start', 'end', 'createdAt', 'status'],
  ...['statusText', 'platform', 'gsd', 'preview', 'thumbnail', 'assets', 'href', 'access', 'loadUrl', 'expiresAt'],
  ...['key', 'type', 'properties', 'summaries', 'parameters', 'sku', 'offNadir'],
]);

/** A variable of an operation with its type, without lists and exclamation marks, and its default as written. */
export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly defaultText: string | undefined;
}

/** Tells the field behind a key of an answer: an alias is looked up in the operation, other keys stay. */
export function fieldsOf(operation: string): (key: string) => string {
  const aliases = new Map<string, string>();
  for (const [, alias = '', field = ''] of withoutTexts(operation).matchAll(/([_A-Za-z]\w*)\s*:\s*([_A-Za-z]\w*)/g)) {
    if (FIELDS.has(field)) aliases.set(alias, field);
  }
  return (key) => aliases.get(key) ?? key;
}

/** The variables of an operation in their order. A dollar before a colon stands in definitions alone. */
export function variablesOf(operation: string): readonly Variable[] {
  const definitions = withoutTexts(operation).matchAll(
    /\$([_A-Za-z]\w*)\s*:\s*\[?\s*([_A-Za-z]\w*)[\s!\]]*(?:=\s*(\[[^\]]*\]|\{[^$]*?\}(?=\s*[,$)]))?)?/g,
  );
  return [...definitions].map(([, name = '', type = '', defaultText]) => ({ name, type, defaultText }));
}

/** The operation without comments, and with empty texts: neither can then look like a name. */
function withoutTexts(operation: string): string {
  return operation.replaceAll(/"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|#[^\n]*/g, (found) => (found[0] === '#' ? '' : '""'));
}
