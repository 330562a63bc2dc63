import { type Analyses, createAnalyses } from './analyses.ts';
import { plannedCaptures } from './captures.ts';
import type { Guesses } from './guesses.ts';
import { type Catalog, createCatalog } from './imagery/catalog.ts';
import { createItemTexts, type ItemTexts } from './imagery/item-texts.ts';
import type { ItemSpace } from './imagery/items.ts';
import { createSigner } from './imagery/signatures.ts';
import { lazily } from './lazily.ts';
import { plannedOrders } from './orders.ts';
import { createPlacements, type Placements } from './placements.ts';
import { plannedTasks } from './tasks.ts';
import type { Tokens } from './tokens.ts';
import { createValues, type Values } from './values.ts';

/** All that a route can see besides its request. */
export interface World extends ItemSpace, Pick<Placements, 'tasks' | 'captures' | 'orders'> {
  readonly guesses: Guesses;
  readonly tokens: Tokens;
  readonly catalog: Catalog;
  readonly values: Values;
  readonly texts: ItemTexts;
  readonly placements: Placements;
  readonly analyses: Analyses;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Most rows on one tasking, order or STAC page. */
  readonly pageLimit: number;
}

/** What a world is made from. */
export interface WorldPlan extends Pick<World, 'seed' | 'guesses' | 'tokens' | 'pageLimit' | 'now'> {
  /** How many times faster than `now` placed tasks and orders live. */
  readonly clockRate: number;
  readonly itemCount: number;
}

/** Makes the archive and the tasks; what follows from them waits until it is asked for. */
export function createWorld(plan: WorldPlan, url: string): World {
  const { seed, guesses, tokens, pageLimit, now, clockRate, itemCount } = plan;
  const space = { url, seed, signer: createSigner(now), previews: guesses.previews, stac: guesses.stac };
  const catalog = createCatalog(seed, itemCount, guesses);
  const tasks = plannedTasks(seed);
  const { passes } = catalog;
  const captures = lazily(() => plannedCaptures({ seed, tasks, passes }));
  const orders = lazily(() => plannedOrders({ seed, tasks, captures: captures(), passes }));
  const placements = createPlacements({ seed, now, clockRate, tasks, captures, orders, passes });
  return {
    ...space,
    guesses,
    tokens,
    pageLimit,
    now,
    catalog,
    placements,
    analyses: createAnalyses(),
    tasks: placements.tasks,
    captures: placements.captures,
    orders: placements.orders,
    values: createValues(catalog, seed),
    texts: createItemTexts(space),
  };
}
