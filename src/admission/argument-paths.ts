import {
  type ArgumentNode,
  type ASTNode,
  BREAK,
  type DocumentNode,
  Kind,
  type VariableDefinitionNode,
  visit,
} from 'graphql';

/** Names and indices from an argument down to a value in it, e.g. ["dates", "end"]. */
export type ArgumentPath = readonly (string | number)[];

/**
 * The argument path of a literal. A default value has the path at which its variable is used. [] outside of arguments.
 */
export function argumentPathTo(document: DocumentNode, value: ASTNode): ArgumentPath {
  return find(document, (node) => node === value);
}

/** The argument path at which a variable is used; the first of several. */
export function argumentPathToVariable(document: DocumentNode, name: string): ArgumentPath {
  return find(
    document,
    (node, root) => root.kind === Kind.ARGUMENT && node.kind === Kind.VARIABLE && node.name.value === name,
  );
}

type Root = ArgumentNode | VariableDefinitionNode;
type Link = ASTNode | readonly ASTNode[];

function find(document: DocumentNode, isTarget: (node: ASTNode, root: Root) => boolean): ArgumentPath {
  let found: ArgumentPath = [];
  visit(document, {
    enter(node, _key, parent, keys, ancestors) {
      const chain = [...ancestors, ...(parent == null ? [] : [parent]), node];
      const root = chain.find(isRoot);
      if (root === undefined || !isTarget(node, root)) return undefined;
      const above = root.kind === Kind.ARGUMENT ? [] : argumentPathToVariable(document, root.variable.name.value);
      found = [...above, ...stepsAlong(chain, keys)];
      return BREAK;
    },
  });
  return found;
}

/** Names and indices along `chain`: the nodes and arrays from the document down to a node, with their `keys`. */
function stepsAlong(chain: readonly Link[], keys: readonly (string | number)[]): ArgumentPath {
  return chain.flatMap((link, depth) => {
    if (!isNode(link)) return [];
    if (link.kind === Kind.ARGUMENT || link.kind === Kind.OBJECT_FIELD) return [link.name.value];
    const list = chain[depth - 2];
    const index = keys[depth - 1];
    return list !== undefined && isNode(list) && list.kind === Kind.LIST && index !== undefined ? [index] : [];
  });
}

function isRoot(link: Link): link is Root {
  return isNode(link) && (link.kind === Kind.ARGUMENT || link.kind === Kind.VARIABLE_DEFINITION);
}

function isNode(link: Link): link is ASTNode {
  return 'kind' in link;
}
