/** A body of a request that the HTTP side takes and GraphQL must not. */
export interface BadDocument {
  readonly name: string;
  readonly body: string;
}

/** Documents and variables that somebody thought of, each named for what is wrong with it. */
export function badDocuments(): readonly BadDocument[] {
  return [
    ...Object.entries(DOCUMENTS).map(([name, query]) => ({ name, body: JSON.stringify({ query }) })),
    ...Object.entries(REQUESTS).map(([name, request]) => ({ name, body: JSON.stringify(request) })),
    ...Object.entries(ARGUMENTS).map(([name, argument]) => ({
      name,
      body: JSON.stringify({ query: `{ contracts { ${argument} } }` }),
    })),
  ];
}

const SPAN = 'dates: { start: "2026-01-01", end: "2026-02-01" }';

function times(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join(' ');
}

const DOCUMENTS: Readonly<Record<string, string>> = {
  'a document of 64 KiB': `{ __typename } #${'x'.repeat(65_536)}`,
  '3,000 selections deep': `${'{ contracts '.repeat(3_000)}${'}'.repeat(3_000)}`,
  '20,000 lists deep': `{ contract(id: ${'['.repeat(20_000)}${']'.repeat(20_000)}) { id } }`,
  '101 aliases': `{ ${times(101, (n) => `a${n}: __typename`)} }`,
  '500 times the same field': `{ ${'__typename '.repeat(500)} }`,
  '2,000 directives': `{ __typename ${'@skip(if: false) '.repeat(2_000)} }`,
  '6 directives in one place': `{ __typename ${'@skip(if: false) '.repeat(6)} }`,
  'a fragment that spreads itself': '{ ...A } fragment A on Query { ...A }',
  'two fragments in a ring': '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
  'a fragment that is not there': '{ ...Nowhere }',
  'a fragment nobody uses': '{ __typename } fragment A on Query { __typename }',
  '31 fragments': `{ __typename } ${times(31, (n) => `fragment F${n} on Query { __typename }`)}`,
  'introspection in a ring': `{ __schema { types { ${'fields { type { '.repeat(8)}name${' } }'.repeat(8)} } } }`,
  'a field nobody knows': '{ nothing }',
  'fields named like prototypes': '{ __proto__ constructor toString }',
  'a mutation': 'mutation { placeOrder(id: 1) { id } }',
  'a subscription': 'subscription { contracts { id } }',
  'a type definition': 'type Query { contracts: Int }',
  'fragments alone': 'fragment A on Query { __typename }',
  'two nameless operations': '{ __typename } { __typename }',
  'two of the same name': 'query A { __typename } query A { __typename }',
  'a comment alone': '# nothing',
  'white space alone': ' \n\t',
  'a string without an end': '{ contract(id: "abc',
  'a block string without an end': '{ contract(id: """abc',
  'a lone surrogate': '{ contract(id: "\\uD800") { id } }',
  'a code point beyond all': '{ contract(id: "\\u{110000}") { id } }',
  'a NUL in the document': '{ contracts \u0000 { id } }',
  'a variable nobody declared': '{ contract(id: $id) { id } }',
  'a variable of an output type': 'query ($c: Contract) { contracts { id } }',
  'the same argument twice': '{ contract(id: "a", id: "b") { id } }',
  'a contract id with a line break': '{ contract(id: "cont.a\\r\\nX-Evil: 1") { id } }',
  'a contract id of 300 characters': `{ contract(id: "${'x'.repeat(300)}") { id } }`,
  'a contract that is somebody else’s': '{ contract(id: "cont.f7a3052b-9c48-4e16-a2d0-6b8f3c5e1d45") { name } }',
  'a node id that is no node id': '{ node(id: "!!!!") { id } }',
  'a node id of another alphabet': '{ node(id: "\u{1F6F0}\u0007") { id } }',
  '51 nodes': `{ nodes(ids: [${'"x" '.repeat(51)}]) { id } }`,
};

const REQUESTS: Readonly<Record<string, object>> = {
  'an operation that is not there': { query: 'query A { __typename }', operationName: 'B' },
  'two operations and no name': { query: 'query A { __typename } query B { __typename }' },
  'a name like a prototype': { query: 'query A { __typename }', operationName: '__proto__' },
  'a variable that is missing': { query: 'query ($id: ID!) { contract(id: $id) { id } }' },
  'a variable of another type': { query: 'query ($id: ID!) { contract(id: $id) { id } }', variables: { id: {} } },
  'a variable that is a list': { query: 'query ($id: ID!) { contract(id: $id) { id } }', variables: { id: ['a'] } },
  'too many rows by variable': {
    query: 'query ($n: Int!) { contracts { tasks(first: $n) { totalCount } } }',
    variables: { n: 100_000 },
  },
  'a prototype in a variable': {
    query: 'query ($c: JSONObject) { contracts { stacSearch(input: { cql2: $c }) { totalCount } } }',
    variables: { c: JSON.parse('{"__proto__":{"polluted":true},"constructor":{}}') },
  },
  '3,000 corners by variable': {
    query: 'query ($g: Geometry) { contracts { stacSearch(input: { intersects: $g }) { totalCount } } }',
    variables: { g: { type: 'Polygon', coordinates: [Array.from({ length: 3_000 }, (_, n) => [n / 100, 1])] } },
  },
};

const ARGUMENTS: Readonly<Record<string, string>> = {
  'no rows': 'tasks(first: 0) { totalCount }',
  'rows below none': 'tasks(first: -1) { totalCount }',
  'too many rows': 'tasks(first: 100000) { totalCount }',
  'a number beyond 32 bits': 'tasks(first: 99999999999999999999) { totalCount }',
  'a task number that is infinite': 'task(taskId: 1e999) { name }',
  'a cursor that is none': 'tasks(after: "forged") { totalCount }',
  'a status nobody knows': 'tasks(filter: { status: LOST }) { totalCount }',
  'a box beyond all numbers': `archiveSearch(bbox: [1e999, 0, 1, 1], ${SPAN}) { totalCount }`,
  'a box of three numbers': `archiveSearch(bbox: [0, 0, 1], ${SPAN}) { totalCount }`,
  'a box of words': `archiveSearch(bbox: ["NaN", 0, 1, 1], ${SPAN}) { totalCount }`,
  'a box upside down': `archiveSearch(bbox: [0, 2, 1, 1], ${SPAN}) { totalCount }`,
  'a box off the globe': `archiveSearch(bbox: [181, 0, 182, 1], ${SPAN}) { totalCount }`,
  'a day that never was':
    'archiveSearch(bbox: [0, 0, 1, 1], dates: { start: "2026-02-30", end: "2026-03-01" }) { totalCount }',
  'days in the wrong order':
    'archiveSearch(bbox: [0, 0, 1, 1], dates: { start: "2026-03-01", end: "2026-01-01" }) { totalCount }',
  'an empty day': 'archiveSearch(bbox: [0, 0, 1, 1], dates: { start: "", end: "" }) { totalCount }',
  'a ring that is open':
    'stacSearch(input: { intersects: { type: "Polygon", coordinates: [[[0, 0], [1, 0], [1, 1]]] } }) { totalCount }',
  'a shape without corners': 'stacSearch(input: { intersects: { type: "Polygon", coordinates: [] } }) { totalCount }',
  'a shape nobody knows': 'stacSearch(input: { intersects: { type: "Circle", radius: 1 } }) { totalCount }',
  'a condition nobody knows': 'stacSearch(input: { cql2: { op: "exec", args: [] } }) { totalCount }',
  'a condition 20 deep': `stacSearch(input: { cql2: ${'{ op: "not", args: ['.repeat(20)}${'] }'.repeat(20)} }) { totalCount }`,
  'a prototype in a literal': 'stacSearch(input: { cql2: { __proto__: { polluted: true } } }) { totalCount }',
  'a path in an item id': 'stacItem(collectionId: "l1d", itemId: "../../x") { itemId }',
  'an escape in a collection id': 'stacCollection(collectionId: "a%2fb?c#d") { title }',
  'a path in an order id': 'order(orderId: "..") { name }',
};
