import { type ASTNode, BREAK, type DocumentNode, Kind, visit } from 'graphql';

export type ArgumentPath = readonly (string | number)[];

/** Names from an argument down to the first value that `isTarget` accepts, e.g. ["dates", "end"]; [] when there is none. */
export function argumentPathTo(document: DocumentNode, isTarget: (node: ASTNode) => boolean): ArgumentPath {
  let found: ArgumentPath = [];
  visit(document, {
    enter(node, key, _parent, _path, ancestors) {
      const chain = [...ancestors.flat().filter(isNode), node];
      if (!chain.some((ancestor) => ancestor.kind === Kind.ARGUMENT) || !isTarget(node)) return undefined;
      found = [...namesIn(chain), ...(typeof key === 'number' ? [key] : [])];
      return BREAK;
    },
  });
  return found;
}

function namesIn(chain: readonly ASTNode[]): string[] {
  return chain.flatMap((node) =>
    node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD ? [node.name.value] : [],
  );
}

function isNode(value: ASTNode | readonly ASTNode[]): value is ASTNode {
  return 'kind' in value;
}
