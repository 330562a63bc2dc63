/** The client and its nouns; everything in the client may throw its errors. */
const NOUNS = '(?!errors\\.ts$)[^/]+\\.ts$';

/**
 * The rooms of src, from the doors down. A room imports from the rows below its own, never from its own row. Rooms that do
 * not exist yet have their place already: live.
 */
const ROWS = [
  ['bin', 'main'],
  ['cli'],
  ['index'],
  ['server'],
  ['yoga', 'live'],
  ['graphiql'],
  ['http'],
  ['placing'],
  ['observability', 'config', 'execution'],
  ['admission', 'load'],
  ['exchange', 'schema'],
  ['resolvers'],
  ['aleph'],
  ['store'],
  ['json', 'async'],
];
/** The rooms inside src/aleph, in the same order. Its loose files are the client and its nouns. */
const ALEPH_ROWS = [
  'scripts',
  'imagery',
  'writes',
  NOUNS,
  'files',
  'direct',
  'reads',
  'sign-in',
  'transport',
  'geometry',
  'values',
];
/** Rooms that stand apart: each imports nothing else of src. */
const STRANGERS = ['sandbox', 'client'];
const ROOMS = [...ROWS.flat(), ...STRANGERS];
/** The only files at the root of src. */
const DOORS = ['bin', 'main', 'index', 'server'];
const GRAPHQL_PACKAGES = 'node_modules/(graphql|graphql-yoga|@pothos|dataloader)/';

/** A pattern for the files of these rooms. */
const filesOf = (rooms) => `^src/(${rooms.join('|')})(/|\\.ts$)`;
const rule = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: typeof from === 'string' ? { path: from } : from,
  to: typeof to === 'string' ? { path: to } : to,
});

/** Whatever stands in its own row or above it is out of reach for a room; a stranger reaches nothing. */
const directions = ROWS.flatMap((row, index) =>
  row.map((room) => {
    const above = ROWS.slice(0, index + 1).flat();
    const closed = above.filter((other) => other !== room);
    return rule(
      `${room}-looks-down`,
      `${room} imports only from the rooms below it.`,
      filesOf([room]),
      filesOf(closed),
    );
  }),
).filter(({ to }) => to.path !== filesOf([]));

const filesOfAleph = (parts) => `^src/aleph/(${parts.map((part) => (part === NOUNS ? part : `${part}/`)).join('|')})`;
const directionsInAleph = ALEPH_ROWS.slice(1).map((part, index) =>
  rule(
    `aleph-${part === NOUNS ? 'nouns' : part}-looks-down`,
    'A part of src/aleph imports only from the parts below it.',
    filesOfAleph([part]),
    filesOfAleph(ALEPH_ROWS.slice(0, index + 1)),
  ),
);

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    rule('no-circular', 'No circle of imports, those of types included.', {}, { circular: true }),
    ...directions,
    ...directionsInAleph,
    ...STRANGERS.map((room) =>
      rule(
        `${room}-stands-alone`,
        `src/${room} imports no other room: it shares no code with the rest.`,
        filesOf([room]),
        filesOf(ROOMS.filter((other) => other !== room)),
      ),
    ),
    rule(
      'only-cli-and-yoga-start-the-sandbox',
      'A server in front of Aleph itself does without the sandbox.',
      { path: '^src/', pathNot: filesOf(['cli', 'yoga', 'sandbox']) },
      filesOf(['sandbox']),
    ),
    rule('client-is-for-others', 'Nothing of src imports src/client.', '^src/(?!client/)', filesOf(['client'])),
    rule('client-runs-in-browsers', 'src/client has no modules of Node, and no package but graphql.', '^src/client/', {
      pathNot: '^(src/client|node_modules/graphql)/',
    }),
    rule(
      'sandbox-speaks-http-itself',
      'The sandbox shares no code with the client: a shared mistake would pass every test.',
      filesOf(['sandbox']),
      '^node_modules/undici/',
    ),
    rule(
      'aleph-knows-no-graphql',
      'src/aleph serves plain scripts.',
      '^src/(aleph|json|async)/',
      `^${GRAPHQL_PACKAGES}`,
    ),
    rule(
      'resolvers-know-no-schema',
      'Resolvers ask src/aleph; the vocabulary is above them.',
      '^src/resolvers/',
      '^node_modules/(graphql|graphql-yoga|@pothos)/',
    ),
    rule(
      'a-known-room',
      `Rooms of src: ${ROOMS.join(', ')}. A new one needs a row in this file.`,
      {},
      { path: '^src/', pathNot: filesOf(ROOMS) },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
  },
  /** For scripts/check-layers.mjs, which judges folders. */
  rooms: ROOMS,
  doors: DOORS.map((door) => `${door}.ts`),
  mostFilesInAFolder: 25,
};
