import { generate } from '@graphql-codegen/cli';
import {
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';
import { config, scalars } from '../src/client/codegen.ts';
import { schema } from '../src/schema/index.ts';

const HEAD = '/** Written by npm run schema. */\n';
const OWN_TYPES = 'aleph-graphql/client';
const CODEGEN_TYPES = /import type \{ TypedDocumentNode as DocumentNode \} from '@graphql-typed-document-node\/core';/;
const PAGING = new Set(['first', 'after', 'last', 'before']);

/** The files of src/client that follow from the schema and from examples/operations, by path. */
export async function clientFiles(printed: string): Promise<Readonly<Record<string, string>>> {
  return {
    'src/client/generated/graph.ts': graphFacts(),
    'src/client/generated/operations.ts': await typedOperations(printed),
  };
}

/** The facts that caches need. */
function graphFacts(): string {
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  const objects = types.filter(isObjectType);
  const pages = objects.filter((type) => isPage(type));
  const embedded = objects.filter((type) => !hasId(type) && !isPage(type) && type !== schema.getQueryType());
  const ownScalars = types.filter((type) => isScalarType(type) && !isSpecifiedScalarType(type));
  const possible = types
    .filter(isAbstractType)
    .map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)] as const);
  const connections = fieldsOf(objects, ({ type, args }) =>
    isConnection(getNamedType(type)) ? args.map(({ name }) => name).filter((name) => !PAGING.has(name)) : undefined,
  );
  const lists = fieldsOf(
    objects.filter((type) => !isPage(type)),
    ({ type }) => (isListOfObjects(type) ? embedded.some((one) => one === getNamedType(type)) : undefined),
  );
  const text = (value: unknown) => JSON.stringify(value, null, 2);
  return `${HEAD}
export type ScalarName = ${ownScalars.map(({ name }) => `'${name}'`).join(' | ')};

/** The types of each interface. */
export const POSSIBLE_TYPES: Record<string, string[]> = ${text(Object.fromEntries(possible))};

/** Fields with pages, and their arguments but for those that choose the page. */
export const CONNECTIONS: Record<string, Record<string, readonly string[]>> = ${text(connections)};

/** Lists of objects. Those of objects without id are true. */
export const LISTS: Record<string, Record<string, boolean>> = ${text(lists)};

/** Types without id. */
export const EMBEDDED: readonly string[] = ${text(embedded.map(({ name }) => name))};

/** Types that make up a page. */
export const PAGES: readonly string[] = ${text(pages.map(({ name }) => name))};
`;
}

type Field = ReturnType<GraphQLObjectType['getFields']>[string];

/** A value for each field that has one, by type. */
function fieldsOf<T>(types: readonly GraphQLObjectType[], read: (field: Field) => T | undefined) {
  const rows = types.map((type) => {
    const values = Object.values(type.getFields()).map((field) => [field.name, read(field)] as const);
    return [type.name, values.filter(([, value]) => value !== undefined)] as const;
  });
  return Object.fromEntries(
    rows.filter(([, fields]) => fields.length > 0).map(([name, fields]) => [name, Object.fromEntries(fields)]),
  );
}

function hasId(type: GraphQLObjectType): boolean {
  return type.getFields()['id'] !== undefined;
}

function isConnection(type: unknown): boolean {
  return isObjectType(type) && ['edges', 'pageInfo'].every((name) => type.getFields()[name] !== undefined);
}

/** A connection, its edges, or their place: pagination itself merges these. */
function isPage(type: GraphQLObjectType): boolean {
  return isConnection(type) || type.name === 'PageInfo' || type.name.endsWith('Edge');
}

function isListOfObjects(type: GraphQLOutputType): boolean {
  const named = getNamedType(type);
  return isListType(isNonNullType(type) ? type.ofType : type) && (isObjectType(named) || isAbstractType(named));
}

/** The examples as typed documents. Their types come from this package alone. */
async function typedOperations(printed: string): Promise<string> {
  const own = Object.entries(scalars).map(([name, type]) => [name, type.replace(OWN_TYPES, '../geojson.ts')]);
  const files: readonly { filename: string; content: string }[] = await generate(
    {
      schema: printed,
      documents: 'examples/operations/*.graphql',
      silent: true,
      generates: {
        'generated/': {
          preset: 'client',
          presetConfig: { fragmentMasking: false },
          config: { ...config, importExtension: '.ts', scalars: Object.fromEntries(own) },
        },
      },
    },
    false,
  );
  const content = files.find(({ filename }) => filename.endsWith('graphql.ts'))?.content ?? '';
  if (!CODEGEN_TYPES.test(content)) throw new Error('graphql-codegen imports the type of documents in another way now');
  return `${HEAD}${content.replace(CODEGEN_TYPES, "import type { TypedDocument as DocumentNode } from '../documents.ts';")}`;
}
