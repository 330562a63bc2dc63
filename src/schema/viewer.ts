import { type Viewer, viewerOfQuery } from '../resolvers/viewer.ts';
import { builder } from './builder.ts';

const CredentialKindRef = builder.enumType('CredentialKind', {
  description: 'How the caller signed in.',
  values: {
    PAIR: { description: 'Client id and secret.' },
    TOKEN: { description: 'A bearer token.' },
  } as const,
});

const ViewerRef = builder.objectRef<Viewer>('Viewer').implement({
  description: 'The identity behind the credentials; never a secret.',
  fields: (t) => ({
    id: t.id({
      description: 'Always viewer, since a request has one: caches merge its parts by it. Not a Node.',
      resolve: () => 'viewer',
    }),
    credentialKind: t.expose('credentialKind', {
      type: CredentialKindRef,
      description: 'PAIR: client id and secret; TOKEN: a bearer token.',
    }),
    scopes: t.field({
      type: ['String'],
      nullable: true,
      description:
        'Scopes Aleph granted, e.g. api:tasking. Null for a bearer token, whose scopes this server does not see.',
      resolve: ({ access }) => access?.scopes,
    }),
    tokenExpiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the token in use ends. Null for a bearer token.',
      resolve: ({ access }) => access?.expiresAt.toISOString(),
    }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: ViewerRef,
    nullable: true,
    description: 'The identity behind the credentials; never a secret.',
    resolve: viewerOfQuery,
  }),
);
