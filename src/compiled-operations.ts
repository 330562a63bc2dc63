import {
  BREAK,
  type DocumentNode,
  type GraphQLSchema,
  getNullableType,
  getOperationAST,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';

/** Runs an operation by code made for it alone. */
export type Run = CompiledQuery['query'];

/**
 * Compiled forms of operations that come again and again. Compiling takes as long as running a few dozen times, so an
 * operation is run as it is until it has come a few times, and little is compiled at once: a flood of documents, each
 * sent just often enough, must not keep the process busy with it.
 */
export interface CompiledOperations {
  /** Undefined for an operation that is to be run as it is. */
  find(document: DocumentNode, operationName: string | null | undefined): Run | undefined;
}

const HOT_AFTER = 3;
const MAX_COMPILED = 100;
const MAX_CHARACTERS = 200_000;

export interface CompilingOptions {
  /** Documents compiled at most; 10 by default. */
  readonly perSecond?: number;
}

export function createCompiledOperations(
  schema: GraphQLSchema,
  { perSecond = 10 }: CompilingOptions = {},
): CompiledOperations {
  const compiled = new LRUCache<OperationDefinitionNode, Run>({
    max: MAX_COMPILED,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (_run, { loc }) => loc?.source.body.length ?? MAX_CHARACTERS,
  });
  // A document that is forgotten takes its count with it.
  const times = new WeakMap<OperationDefinitionNode, number>();
  const mayCompile = createAllowance(perSecond);

  return {
    find(document, operationName) {
      const definition = getOperationAST(document, operationName);
      if (definition == null) return undefined;
      const known = compiled.get(definition);
      if (known !== undefined) return known;
      const time = (times.get(definition) ?? 0) + 1;
      times.set(definition, time);
      if (time <= HOT_AFTER || !mayCompile()) return undefined;
      const run = compile(schema, document, operationName);
      if (run === undefined) times.set(definition, Number.NEGATIVE_INFINITY);
      else compiled.set(definition, run);
      return run;
    },
  };
}

/** Undefined for what the compiler cannot do, or not rightly. */
function compile(schema: GraphQLSchema, document: DocumentNode, operationName: string | null | undefined) {
  if (hasNullableItems(schema, document)) return undefined;
  const made = compileQuery(schema, document, operationName ?? undefined, { customJSONSerializer: false });
  return isCompiledQuery(made) ? made.query : undefined;
}

/** Whether items of a list may fail one by one: compiled, a list whose last items fail comes out too short. */
function hasNullableItems(schema: GraphQLSchema, document: DocumentNode): boolean {
  const typeInfo = new TypeInfo(schema);
  let found = false;
  const enter = () => {
    const type = getNullableType(typeInfo.getType());
    found ||= isListType(type) && !isNonNullType(type.ofType);
    return found ? BREAK : undefined;
  };
  visit(document, visitWithTypeInfo(typeInfo, { Field: { enter } }));
  return found;
}

function createAllowance(perSecond: number): () => boolean {
  let second = -1;
  let left = 0;
  return () => {
    const now = Math.floor(performance.now() / 1_000);
    if (now !== second) [second, left] = [now, perSecond];
    left -= 1;
    return left >= 0;
  };
}
