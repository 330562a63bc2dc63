import { type DirectiveNode, type DocumentNode, getDirectiveValues, type SelectionNode, visit } from 'graphql';
import { badInput } from '../aleph/errors.ts';
import { DEFER, STREAM } from '../schema/incremental.ts';
import type { Operation } from './coercion.ts';

export function isIncremental({ name }: DirectiveNode): boolean {
  return name.value === DEFER.name || name.value === STREAM.name;
}

/**
 * The document without @defer and @stream; the same one, if it has none. Yoga's executor would obey them for clients
 * that read no parts.
 */
export function withoutParts(document: DocumentNode): DocumentNode {
  return visit(document, { Directive: (node) => (isIncremental(node) ? null : undefined) });
}

export function isDeferred(selection: SelectionNode, variables: Operation['variables']): boolean {
  if (!selection.directives?.length) return false;
  return getDirectiveValues(DEFER, selection, { ...variables })?.['if'] === true;
}

/** Throws BAD_USER_INPUT for a negative `initialCount`: the executor would fail inside the list. */
export function checkInitialCounts({ document, variables }: Pick<Operation, 'document' | 'variables'>): void {
  visit(document, {
    Field(node) {
      const count = getDirectiveValues(STREAM, node, { ...variables })?.['initialCount'];
      if (Number(count) < 0) throw badInput(['initialCount'], 'initialCount: expected 0 or more.');
    },
  });
}
