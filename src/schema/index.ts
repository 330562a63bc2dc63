import { specifiedDirectives } from 'graphql';
import './scalars.ts';
import './contracts.ts';
import './products.ts';
import './tasks.ts';
import './archive.ts';
import './search.ts';
import './captures.ts';
import './scenes.ts';
import './orders.ts';
import './items.ts';
import './assets.ts';
import './collections.ts';
import './nodes.ts';
import './viewer.ts';
import './writes/placements.ts';
import './writes/cancels.ts';
import './writes/checks.ts';
import { builder } from './builder.ts';
import { DESCRIPTION } from './description.ts';
import { DEFER, STREAM } from './incremental.ts';

const directives = [...specifiedDirectives, DEFER, STREAM];

/**
 * The executable GraphQL schema; schema.graphql is its text.
 *
 * @example
 * const fields = Object.keys(schema.getQueryType()?.getFields() ?? {});
 */
export const schema = Object.assign(builder.toSchema({ sortSchema: false, directives }), { description: DESCRIPTION });
