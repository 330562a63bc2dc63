import { MOST_COLLECTIONS } from '../aleph/imagery/search-input.ts';
import { archiveSearchOfContract } from '../resolvers/archive.ts';
import { rangeOfFirst } from '../resolvers/arguments.ts';
import { builder } from './builder.ts';
import { ContractRef } from './contracts.ts';
import { DateRangeInput, filteredPageArgs, ImageryConnectionRef } from './imagery.ts';

builder.objectFields(ContractRef, (t) => ({
  archiveSearch: t.field({
    type: ImageryConnectionRef,
    nullable: true,
    description: `Archive imagery that meets a box in a span of days (both ends included). first: ${rangeOfFirst('items')}.`,
    args: {
      bbox: t.arg({ type: 'BBox', required: true, description: 'Box that an item’s footprint must meet.' }),
      dates: t.arg({ type: DateRangeInput, required: true, description: 'Days on which an item may have been taken.' }),
      collections: t.arg.stringList({
        description: `Only these collections, at most ${MOST_COLLECTIONS}; all when absent or empty.`,
      }),
      ...filteredPageArgs,
    },
    resolve: archiveSearchOfContract,
  }),
}));
