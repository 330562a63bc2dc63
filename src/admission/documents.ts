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
import { checkLimits, checkText, DEFAULT_LIMITS, type Limits } from './limits.ts';
import { rulesFor } from './validation-rules.ts';

/** Judges documents, and remembers what it judged. */
export interface Documents {
  /**
   * Parses and validates. The verdict is remembered, since it depends on nobody who asks. Throws Refusals, or
   * the one error, a Refusal or a GraphQLError around one, that ended the reading.
   */
  prepare(text: string): DocumentNode;
}

const MAX_DOCUMENTS = 200;
/**
 * A parsed document takes up to half a kilobyte for each of its tokens, and its plan as much for each of its fields;
 * errors hold on to their tokens as well.
 */
const MAX_PARTS_KEPT = 50_000;
const MAX_ERRORS = 20;

interface Verdict {
  /** Its tokens and fields. */
  readonly parts: number;
  readonly document: DocumentNode;
  readonly errors: readonly GraphQLError[];
}

export interface DocumentsOptions {
  readonly limits?: Limits;
  /** Whether the schema may be asked for, and mistyped names are answered with a guess. */
  readonly introspection?: boolean;
  /** Told of a document that kept everybody waiting while it was parsed and validated. */
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

  function judge(text: string): Verdict {
    const { tokens, document } = read(text, limits);
    const parts = tokens + checkLimits(document, limits);
    const errors = validate(schema, document, rules, { maxErrors: MAX_ERRORS, hideSuggestions: !introspection });
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
    prepare(text) {
      const { document, errors } = verdicts.get(text) ?? judgeTimed(text);
      if (errors.length > 0) throw new RequestErrors(errors);
      return document;
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

/** A validation error as what it is: a value that does not fit its type is bad input, the rest is a bad document. */
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

/** The type that is expected where a value stands. */
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

/** The same place in the document, with an error that says what callers need. */
function wrapping(error: GraphQLError, originalError: Error): GraphQLError {
  const place = { nodes: error.nodes ?? null, source: error.source ?? null, positions: error.positions ?? null };
  return new GraphQLError(originalError.message, { ...place, originalError });
}
