import {
  type DocumentNode,
  type FieldNode,
  Kind,
  Lexer,
  type SelectionSetNode,
  Source,
  TokenKind,
  type ValueNode,
  visit,
} from 'graphql';
import { RequestError } from '../exchange/errors.ts';
import { fragmentsOf } from './fragments.ts';

/** Limits of one request. Only `cost` depends on variables; no limit depends on the caller. */
export const DEFAULT_LIMITS = {
  bodyBytes: 1_048_576,
  bytes: 32_768,
  tokens: 2_000,
  brackets: 64,
  depth: 12,
  inputDepth: 8,
  aliases: 20,
  rootFields: 10,
  fields: 300,
  fragments: 30,
  operations: 5,
  directives: 20,
  directivesPerNode: 5,
  cost: 10_000,
  replyBytes: 8_388_608,
} as const;

export type LimitName = keyof typeof DEFAULT_LIMITS;
export type Limits = Readonly<Record<LimitName, number>>;

const LABELS: Record<LimitName, string> = {
  bodyBytes: 'The request body is too long in bytes',
  bytes: 'The document is too long in bytes',
  tokens: 'Too many tokens',
  brackets: 'Brackets nested too deep',
  depth: 'Selections nested too deep',
  inputDepth: 'Input values nested too deep',
  aliases: 'Too many aliases, or too long ones',
  rootFields: 'Too many root fields',
  fields: 'Too many fields',
  fragments: 'Too many fragments',
  operations: 'Too many operations',
  directives: 'Too many directives',
  directivesPerNode: 'Too many directives in one place',
  cost: 'The pages asked for hold too many objects',
  replyBytes: 'The reply is too long in bytes',
};

/**
 * An alias counts once for every 64 characters. Otherwise long aliases would blow up the reply, which repeats them per
 * object.
 */
const ALIAS_CHARACTERS = 64;

const OPENING: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/**
 * Limits are checked in two passes, and each pass makes the next one safe. This pass runs the lexer alone and counts
 * bytes, tokens and open brackets. It needs no recursion, where the parser would run out of stack on deep brackets. The
 * second pass, `checkLimits`, measures the parsed document. It counts as if fragments were written out, in linear time,
 * so validation and the compiler never see a document that expands exponentially. Returns the number of tokens. Throws
 * QUERY_TOO_COMPLEX, or the syntax error of a text that has an invalid token.
 */
export function checkText(text: string, limits: Limits = DEFAULT_LIMITS): number {
  checkLimit('bytes', Buffer.byteLength(text), limits);
  const lexer = new Lexer(new Source(text));
  let tokens = 0;
  let brackets = 0;
  for (let { kind } = lexer.advance(); kind !== TokenKind.EOF; { kind } = lexer.advance()) {
    tokens += 1;
    if (OPENING.has(kind)) brackets += 1;
    if (CLOSING.has(kind)) brackets -= 1;
    if (tokens > limits.tokens) throw tooComplex('tokens', limits);
    if (brackets > limits.brackets) throw tooComplex('brackets', limits);
  }
  return tokens + 1;
}

/**
 * Throws QUERY_TOO_COMPLEX with the first limit that the document exceeds. Fragments are measured like operations, since
 * validation compares their fields whether an operation uses them or not. Returns the number of fields of the
 * operations; the fields of a fragment count at each spread.
 */
export function checkLimits(document: DocumentNode, limits: Limits = DEFAULT_LIMITS): number {
  const counts = countNodes(document);
  for (const name of Object.keys(counts) as (keyof typeof counts)[]) checkLimit(name, counts[name], limits);
  const measure = measurer(document);
  let allFields = 0;
  for (const definition of document.definitions) {
    if (!('selectionSet' in definition)) continue;
    const { width, fields, depth } = measure(definition.selectionSet);
    const fragmentOf = definition.kind === Kind.FRAGMENT_DEFINITION ? definition.typeCondition.name.value : undefined;
    if (fragmentOf === undefined) checkLimit('rootFields', width, limits);
    checkLimit('fields', fields, limits);
    // Introspection may nest deeper, and its types alone begin with two underscores.
    if (!fragmentOf?.startsWith('__')) checkLimit('depth', depth, limits);
    if (fragmentOf === undefined) allFields += fields;
  }
  return allFields;
}

/** Throws QUERY_TOO_COMPLEX when `actual` is over the limit. */
export function checkLimit(name: LimitName, actual: number, limits: Limits): void {
  if (actual > limits[name]) throw tooComplex(name, limits, actual);
}

function tooComplex(name: LimitName, limits: Limits, actual?: number): RequestError {
  const allowed = limits[name];
  const count = actual === undefined ? `limit ${allowed}` : `${actual}, limit ${allowed}`;
  const limit = { name, allowed, ...(actual === undefined ? {} : { actual }) };
  return new RequestError('QUERY_TOO_COMPLEX', `${LABELS[name]}: ${count}.`, { limit });
}

function countNodes(document: DocumentNode) {
  const counts = { operations: 0, fragments: 0, aliases: 0, directives: 0, directivesPerNode: 0, inputDepth: 0 };
  visit(document, {
    enter(node) {
      if (node.kind === Kind.OPERATION_DEFINITION) counts.operations += 1;
      if (node.kind === Kind.FRAGMENT_DEFINITION) counts.fragments += 1;
      if (node.kind === Kind.DIRECTIVE) counts.directives += 1;
      if (node.kind === Kind.FIELD && node.alias !== undefined) {
        counts.aliases += Math.ceil(node.alias.value.length / ALIAS_CHARACTERS);
      }
      const value = node.kind === Kind.ARGUMENT ? node.value : undefined;
      const input = node.kind === Kind.VARIABLE_DEFINITION ? node.defaultValue : value;
      if (input !== undefined) counts.inputDepth = Math.max(counts.inputDepth, depthOfValue(input));
      const here = 'directives' in node ? (node.directives?.length ?? 0) : 0;
      counts.directivesPerNode = Math.max(counts.directivesPerNode, here);
    },
  });
  return counts;
}

function depthOfValue(value: ValueNode): number {
  if (value.kind === Kind.LIST) return 1 + Math.max(0, ...value.values.map(depthOfValue));
  if (value.kind === Kind.OBJECT) return 1 + Math.max(0, ...value.fields.map((field) => depthOfValue(field.value)));
  return 0;
}

interface Measure {
  /** Fields at the top. */
  readonly width: number;
  /** Fields at all levels. */
  readonly fields: number;
  readonly depth: number;
}

/**
 * Measures a selection as if its fragments were written out. Ten fragments that each spread the next one twice stand
 * for a thousand fields, so expanding them is no option. Instead each selection set is measured once, and a spread adds
 * the known measure of its fragment. Time stays linear in the document.
 */
function measurer(document: DocumentNode): (set: SelectionSetNode) => Measure {
  const fragments = fragmentsOf(document);
  const measured = new Map<SelectionSetNode, Measure>();
  const nothing: Measure = { width: 0, fields: 0, depth: 0 };

  function measureField(field: FieldNode): Measure {
    const inner = field.selectionSet === undefined ? nothing : measure(field.selectionSet);
    // The introspection query of GraphiQL nests deeper than the limit. A rule of graphql-js bounds the depth of
    // introspection.
    const isIntrospection = field.name.value === '__schema' || field.name.value === '__type';
    return { width: 1, fields: 1 + inner.fields, depth: isIntrospection ? 1 : 1 + inner.depth };
  }

  function measure(set: SelectionSetNode): Measure {
    const known = measured.get(set);
    if (known !== undefined) return known;
    // A cycle of fragments finds this entry, so the recursion ends. Validation then rejects the cycle.
    measured.set(set, nothing);
    const parts = set.selections.map((selection) => {
      if (selection.kind === Kind.FIELD) return measureField(selection);
      const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      return inner === undefined ? nothing : measure(inner.selectionSet);
    });
    const total = parts.reduce(
      (sum, part) => ({
        width: sum.width + part.width,
        fields: sum.fields + part.fields,
        depth: Math.max(sum.depth, part.depth),
      }),
      nothing,
    );
    measured.set(set, total);
    return total;
  }

  return measure;
}
