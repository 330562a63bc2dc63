import { archiveSearchOfContract } from '../resolvers/archive.ts';
import { builder } from './builder.ts';
import { ContractRef } from './contracts.ts';
import { DateRangeInput, ImageryConnectionRef, ImageryFilterInput } from './imagery.ts';

builder.objectFields(ContractRef, (t) => ({
  archiveSearch: t.field({
    type: ImageryConnectionRef,
    nullable: true,
    description: 'Archive imagery that meets a box in a span of days (both ends included). first: 1 to 2,000.',
    args: {
      bbox: t.arg({ type: 'BBox', required: true, description: 'Box that an item’s footprint must meet.' }),
      dates: t.arg({ type: DateRangeInput, required: true, description: 'Days on which an item may have been taken.' }),
      collections: t.arg.stringList({ description: 'Only these collections; all when absent or empty.' }),
      first: t.arg.int({ required: true, defaultValue: 25, description: 'How many at most, 1 to 2,000.' }),
      after: t.arg.string({ description: 'endCursor of the page before.' }),
      filter: t.arg({ type: ImageryFilterInput, description: 'Further conditions; all must hold.' }),
    },
    resolve: archiveSearchOfContract,
  }),
}));
