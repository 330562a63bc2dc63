import { type DocumentNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { RequestError } from '../exchange/errors.ts';
import { fragmentsOf } from './fragments.ts';

/**
 * The fields of a mutation by the names that they have in the reply. Fields with one name run once. `__typename` is
 * none, since it runs nothing.
 */
export function mutationFields(document: DocumentNode, { selectionSet }: OperationDefinitionNode): readonly string[] {
  const names = new Map<string, string>();
  const seen = new Set<SelectionSetNode>();
  const collect = (set: SelectionSetNode) => {
    if (seen.size === seen.add(set).size) return;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const { name, alias } = selection;
        if (name.value !== '__typename') names.set((alias ?? name).value, name.value);
        continue;
      }
      const part =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragmentsOf(document).get(selection.name.value);
      if (part !== undefined) collect(part.selectionSet);
    }
  };
  collect(selectionSet);
  return [...names.values()];
}

/** Refuses mutations where they are off, and more than one field: each may cost money, and fails by itself. */
export function checkMutation(fields: readonly string[], isOn: boolean): void {
  if (!isOn) throw new RequestError('MUTATIONS_DISABLED', 'This server only reads: ENABLE_MUTATIONS turns writes on.');
  if (fields.length <= 1) return;
  const limit = { name: 'mutationFields', allowed: 1, actual: fields.length };
  throw new RequestError('QUERY_TOO_COMPLEX', `Too many mutation fields: ${fields.length}, limit 1.`, { limit });
}
