import type { Bug } from './planted-server.ts';

export interface PlantedBug {
  readonly name: string;
  readonly bug: Bug;
  /** The leak that it makes, as the fuzz tells it. */
  readonly leak: RegExp;
}

/** Careless ways to build this server, each of which mixes up callers. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'identities that are told apart by the client id alone',
    leak: /^data for credentials that open nothing$/,
    bug: {
      file: 'aleph/sign-in/authorization.ts',
      replace: 'endpoint.audience, credentials.clientId, credentials.clientSecret.reveal()]',
      by: 'endpoint.audience, credentials.clientId]',
    },
  },
  {
    name: 'loaders that outlive their request',
    leak: /^(a string that is not the asker’s|data for credentials that open nothing)/,
    bug: {
      file: 'resolvers/loaders.ts',
      replace: `    this.known.reads ??= createReads(this.aleph, this.known);
    return this.known.reads.load({ name, args });`,
      by: `    const process = globalThis as { shared?: ReturnType<typeof createReads> };
    process.shared ??= createReads(this.aleph, this.known);
    const read = process.shared.load({ name, args });
    // What failed is forgotten, or the first fault would end all answers.
    read.catch(() => process.shared?.clear({ name, args }));
    return read;`,
    },
  },
  {
    name: 'error objects that callers share',
    leak: /^an error has the id of another request$/,
    bug: {
      file: 'exchange/errors.ts',
      replace: 'export function publicError(error: unknown, requestId: string, ofPlacement?: KeyState): PublicError {',
      by: `const shown = new WeakMap<object, PublicError>();
export function publicError(error: unknown, requestId: string, ofPlacement?: KeyState): PublicError {
  const known = shown.get(error as object) ?? makePublicError(error, requestId, ofPlacement);
  shown.set(error as object, known);
  return known;
}

function makePublicError(error: unknown, requestId: string, ofPlacement?: KeyState): PublicError {`,
    },
  },
];
