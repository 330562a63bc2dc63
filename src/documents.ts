import { type DocumentNode, GraphQLError, type GraphQLSchema, Kind, parse, specifiedRules, validate } from 'graphql';
import { LRUCache } from 'lru-cache';
import { badInput } from './aleph/errors.ts';
import { argumentPathTo } from './argument-paths.ts';
import { Refusal } from './errors.ts';
import { checkLimits, DOCUMENT_LIMITS, tooComplex } from './limits.ts';

/** A document that may run. */
export interface Documents {
  /** Parses and validates, or throws the errors. Both outcomes are remembered: neither depends on who asks. */
  prepare(text: string): DocumentNode;
}

/** What is wrong with a document; each error wraps a Refusal or an AlephError. */
export class DocumentErrors extends Error {
  readonly errors: readonly unknown[];

  constructor(errors: readonly unknown[]) {
    super('the document cannot run');
    this.errors = errors;
  }
}

const MAX_DOCUMENTS = 200;
/** Parsed, a document takes a hundred times its text and more, so the cache is bounded by text as well. */
const MAX_TEXT_BYTES = 512 * 1024;
const MAX_ERRORS = 20;

type Outcome = { readonly document: DocumentNode } | { readonly errors: DocumentErrors };

export function createDocuments(schema: GraphQLSchema): Documents {
  const outcomes = new LRUCache<string, Outcome>({
    max: MAX_DOCUMENTS,
    maxSize: MAX_TEXT_BYTES,
    sizeCalculation: (_outcome, text) => text.length + 1,
  });
  return {
    prepare(text) {
      if (Buffer.byteLength(text) > DOCUMENT_LIMITS.bytes) throw tooComplex('bytes', Buffer.byteLength(text));
      const outcome = outcomes.get(text) ?? judge(schema, text);
      outcomes.set(text, outcome);
      if ('errors' in outcome) throw outcome.errors;
      return outcome.document;
    },
  };
}

function judge(schema: GraphQLSchema, text: string): Outcome {
  try {
    const document = parseBounded(text);
    checkLimits(document);
    const errors = validate(schema, document, specifiedRules, { maxErrors: MAX_ERRORS });
    return errors.length === 0 ? { document } : { errors: new DocumentErrors(errors.map((e) => typed(e, document))) };
  } catch (error) {
    return { errors: new DocumentErrors([error]) };
  }
}

function parseBounded(text: string): DocumentNode {
  try {
    return parse(text, { maxTokens: DOCUMENT_LIMITS.tokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    // graphql-js has no code of its own for its token limit; its wording is pinned by a test.
    if (error.message.includes('tokens. Parsing aborted')) throw tooComplex('tokens');
    const [place] = error.locations ?? [];
    const message = `Syntax error at line ${place?.line}, column ${place?.column}.`;
    throw wrapping(error, new Refusal('GRAPHQL_PARSE_FAILED', message));
  }
}

const VALUE_KINDS: ReadonlySet<string> = new Set([
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
]);

/** A validation error as what it is: a value that does not fit its type is bad input, the rest is a bad document. */
function typed(error: GraphQLError, document: DocumentNode): GraphQLError {
  const [node] = error.nodes ?? [];
  if (node === undefined || !VALUE_KINDS.has(node.kind)) {
    return wrapping(error, new Refusal('GRAPHQL_VALIDATION_FAILED', error.message));
  }
  const path = argumentPathTo(document, (candidate) => candidate === node);
  const rule = error.originalError?.message ?? error.message;
  return wrapping(error, badInput(path, [path.join('.'), rule].filter(Boolean).join(': ')));
}

/** The same place in the document, with an error that says what callers need. */
function wrapping(error: GraphQLError, originalError: Error): GraphQLError {
  const place = { nodes: error.nodes ?? null, source: error.source ?? null, positions: error.positions ?? null };
  return new GraphQLError(originalError.message, { ...place, originalError });
}
