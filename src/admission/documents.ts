import {
  type ASTNode,
  BREAK,
  type DocumentNode,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  isValueNode,
  Kind,
  parse,
  TypeInfo,
  type ValueNode,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { badInput } from '../aleph/errors.ts';
import { RequestError, RequestErrors } from '../exchange/errors.ts';
import { argumentPathTo } from './argument-paths.ts';
import { ruleOf } from './coercion.ts';
import { withoutParts } from './incremental.ts';
import { checkLimits, checkText, DEFAULT_LIMITS, type Limits } from './limits.ts';
import { FIRST_RULES, rulesFor } from './validation-rules.ts';

/**
 * Parsing and validating a document takes milliseconds; a client sends the same few texts again and again. So an LRU
 * cache keeps the result of each text: the document, or its validation errors. The result depends on the text and the
 * schema alone, never on variables or callers, so all callers may share it. Texts that exceed a limit or do not parse
 * are not kept: they fail fast. The cache is bounded by tokens and fields rather than by texts, because those decide
 * its memory.
 */
export interface Documents {
  /**
   * Parses and validates a text, or finds the earlier result. Throws RequestErrors with all validation errors. Throws a
   * RequestError, or a GraphQLError around one, for a text that exceeds a limit or does not parse. `check` sees the
   * document before its validation errors are thrown, and may throw another one.
   */
  prepare(text: string, check?: (document: DocumentNode) => void): DocumentNode;
  /** A prepared document without @defer and @stream; the same one, if it has none. */
  withoutParts(document: DocumentNode): DocumentNode;
}

const MAX_DOCUMENTS = 200;
/**
 * Bounds the memory of the cache to about 25 MB. A token of a document takes up to half a kilobyte, and a field of its
 * compiled query as much. Validation errors hold their tokens too.
 */
const MAX_PARTS_KEPT = 50_000;
const MAX_ERRORS = 20;

interface Verdict {
  /** Number of tokens and fields. */
  readonly parts: number;
  readonly document: DocumentNode;
  readonly errors: readonly GraphQLError[];
}

export interface DocumentsOptions {
  readonly limits?: Limits;
  /** Whether introspection is allowed, and errors suggest a name for a mistyped one. */
  readonly introspection?: boolean;
  /** Called for a document that blocked the event loop for over 250 ms while it was parsed and validated. */
  readonly noteSlow?: (slow: { readonly ms: number; readonly characters: number }) => void;
}

const SLOW_MS = 250;

export function createDocuments(schema: GraphQLSchema, options: DocumentsOptions = {}): Documents {
  const { limits = DEFAULT_LIMITS, introspection = true, noteSlow } = options;
  const rules = rulesFor(introspection);
  const verdicts = new LRUCache<string, Verdict>({
    max: MAX_DOCUMENTS,
    maxSize: MAX_PARTS_KEPT,
    sizeCalculation: ({ parts }) => parts,
  });

  // Weak: an entry goes when its document does.
  const wholes = new WeakMap<DocumentNode, DocumentNode>();

  function judge(text: string): Verdict {
    const { tokens, document } = read(text, limits);
    const parts = tokens + checkLimits(document, limits);
    const options = { maxErrors: MAX_ERRORS, hideSuggestions: !introspection };
    const unused = validate(schema, document, FIRST_RULES, options);
    const errors = unused.length > 0 ? unused : validate(schema, document, rules, options);
    const verdict = { parts, document, errors: errors.map((error) => typed(error, schema, document)) };
    verdicts.set(text, verdict);
    return verdict;
  }

  function judgeTimed(text: string): Verdict {
    const startedAt = performance.now();
    try {
      return judge(text);
    } finally {
      const ms = Math.round(performance.now() - startedAt);
      if (ms > SLOW_MS) noteSlow?.({ ms, characters: text.length });
    }
  }

  return {
    prepare(text, check) {
      const { document, errors } = verdicts.get(text) ?? judgeTimed(text);
      check?.(document);
      if (errors.length > 0) throw new RequestErrors(errors);
      return document;
    },
    withoutParts(document) {
      const known = wholes.get(document);
      if (known !== undefined) return known;
      const whole = withoutParts(document);
      wholes.set(document, whole);
      return whole;
    },
  };
}

function read(text: string, limits: Limits): { readonly tokens: number; readonly document: DocumentNode } {
  try {
    return { tokens: checkText(text, limits), document: parse(text) };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const [place] = error.locations ?? [];
    const message = `Syntax error at line ${place?.line}, column ${place?.column}.`;
    throw wrapping(error, new RequestError('GRAPHQL_PARSE_FAILED', message));
  }
}

/**
 * Gives a validation error its code: BAD_USER_INPUT for a literal that does not fit its type, else
 * GRAPHQL_VALIDATION_FAILED.
 */
function typed(error: GraphQLError, schema: GraphQLSchema, document: DocumentNode): GraphQLError {
  const [node] = error.nodes ?? [];
  const isLiteral = node !== undefined && isValueNode(node) && node.kind !== Kind.VARIABLE;
  const type = isLiteral ? inputTypeOf(node, schema, document) : undefined;
  if (!isLiteral || type === undefined) {
    return wrapping(error, new RequestError('GRAPHQL_VALIDATION_FAILED', error.message));
  }
  const path = argumentPathTo(document, node);
  return wrapping(error, badInput(path, [path.join('.'), ruleOf(error, type)].filter(Boolean).join(': ')));
}

/** The type that the schema expects at the place of a literal. */
function inputTypeOf(value: ValueNode, schema: GraphQLSchema, document: DocumentNode): GraphQLInputType | undefined {
  const typeInfo = new TypeInfo(schema);
  let type: GraphQLInputType | undefined;
  const enter = (node: ASTNode) => {
    if (node !== value) return undefined;
    type = typeInfo.getInputType() ?? undefined;
    return BREAK;
  };
  visit(document, visitWithTypeInfo(typeInfo, { enter }));
  return type;
}

/** A GraphQLError at the same place in the document, around an error with a code. */
function wrapping(error: GraphQLError, originalError: Error): GraphQLError {
  const place = { nodes: error.nodes ?? null, source: error.source ?? null, positions: error.positions ?? null };
  return new GraphQLError(originalError.message, { ...place, originalError });
}
