/** The package finds its own files at run time, so it must not be bundled. */
export default {
  serverExternalPackages: ['aleph-graphql'],
  turbopack: { root: import.meta.dirname },
};
