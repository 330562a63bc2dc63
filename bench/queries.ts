import { type Place, placeOf, type Size } from './places.ts';

export type QueryName = 'Q0' | 'Q1' | 'Q2' | 'Q3';

/** What one request asks, whoever is asked. */
export interface Question {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The first of the sandbox's. */
export const CONTRACT_ID = 'cont.5b0f1c7e-2d34-4a8e-9f61-0c9a7d3e8b12';

const CONTRACTS = '{ contracts { id name } }';

const COMPOSED = `query ($bbox: BBox!, $dates: DateRange!, $taskName: String!) {
  contracts {
    id
    name
    taskingProducts { productId name targetType }
    tasks(first: 20, filter: { name: $taskName }) {
      totalCount
      nodes {
        taskId name projectName productId status statusText start end createdAt priority client target
      }
    }
    archiveSearch(bbox: $bbox, dates: $dates, first: 20) {
      totalCount
      nodes { itemId collectionId datetime platform gsd cloudCover offNadir outcomeId bbox geometry }
    }
    stacCollections { collectionId title description license keywords }
  }
}`;

const IMAGERY = `query ($id: ID!, $bbox: BBox!, $dates: DateRange!, $first: Int!) {
  contract(id: $id) {
    id
    archiveSearch(bbox: $bbox, dates: $dates, first: $first) {
      totalCount
      nodes {
        itemId collectionId datetime gsd cloudCover bbox geometry
        assets { key href type title roles }
      }
    }
  }
}`;

const QUERIES: Readonly<Record<QueryName, (serial: number) => Question>> = {
  Q0: () => ({ query: CONTRACTS, variables: {} }),
  Q1: (serial) => ({ query: COMPOSED, variables: { ...placeOf(20, serial), taskName: `Task ${serial}` } }),
  Q2: (serial) => imagery(200, serial),
  Q3: (serial) => imagery(2_000, serial),
};

export const QUERY_NAMES: readonly QueryName[] = ['Q0', 'Q1', 'Q2', 'Q3'];

function imagery(size: Size, serial: number): Question {
  const place: Place = placeOf(size, serial);
  return { query: IMAGERY, variables: { id: CONTRACT_ID, ...place, first: size } };
}

/** Whom to ask: a GraphQL server takes the document, the handler has a route for each. */
export interface Target {
  readonly url: string;
  readonly kind: 'graphql' | 'handler';
}

export interface Call {
  readonly path: string;
  readonly body: string;
  /** Where they differ from call to call. */
  readonly headers?: Readonly<Record<string, string>>;
}

export function callOf({ kind }: Target, name: QueryName, serial: number): Call {
  const question = QUERIES[name](serial);
  return kind === 'graphql'
    ? { path: '/graphql', body: JSON.stringify(question) }
    : { path: `/${name}`, body: JSON.stringify(question.variables) };
}

/** Credentials that the upstream takes; a tail makes them somebody else's. */
export function credentialsFor(contracts = 3, tail = ''): Readonly<Record<string, string>> {
  return {
    'content-type': 'application/json',
    'x-aleph-client-id': `bench-${contracts}${tail}`,
    'x-aleph-client-secret': 'bench-secret',
  };
}
