import type { Attachment } from '../aleph/scenes.ts';
import { attachmentsOfCapture } from '../resolvers/scenes.ts';
import { builder } from './builder.ts';
import { CaptureRef } from './captures.ts';

const AttachmentRef = builder.objectRef<Attachment>('Attachment').implement({
  description: 'A download delivered for a capture.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Aleph’s name for it, e.g. delivery_zip' }),
    fileName: t.exposeString('fileName', { nullable: true, description: 'Name to save it under.' }),
    url: t.expose('url', {
      type: 'URL',
      nullable: true,
      description: 'Loads without Aleph’s headers. Null unless Aleph’s URL is https, or http on loopback.',
    }),
  }),
});

builder.objectField(CaptureRef, 'attachments', (t) =>
  t.field({
    type: [AttachmentRef],
    nullable: true,
    description: 'Downloads delivered for it: one call per capture, more where Aleph pages them.',
    resolve: attachmentsOfCapture,
  }),
);
