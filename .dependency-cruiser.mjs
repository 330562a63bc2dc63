/** The layers of docs/architecture.md: each rule names one direction in which nobody may look. */
const layer = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: to },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    layer(
      'aleph-stands-alone',
      '^src/aleph/',
      '^(src/(?!aleph/)|node_modules/(graphql|graphql-yoga|@pothos|dataloader)/)',
      'src/aleph is a client for plain scripts: it knows no GraphQL and no layer above it.',
    ),
    layer(
      'resolvers-look-down',
      '^src/resolvers/',
      '^(src/(?!(resolvers|aleph)/)|node_modules/(graphql|graphql-yoga|@pothos)/)',
      'src/resolvers only asks src/aleph: no schema, no server, no GraphQL types.',
    ),
    layer(
      'schema-looks-down',
      '^src/schema/',
      '^src/(?!(schema|resolvers|aleph)/)',
      'src/schema is vocabulary: the server is above it.',
    ),
    layer(
      'sandbox-is-a-stranger',
      '^src/sandbox/',
      '^(src/(?!sandbox/)|node_modules/undici/)',
      'src/sandbox shares no code with the client: a shared mistake would pass every test.',
    ),
    layer(
      'only-launch-starts-the-sandbox',
      '^src/(?!(sandbox/|launch\\.ts))',
      '^src/sandbox/',
      'Only launch.ts starts the sandbox.',
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
