import { type Capture, plannedCaptures } from './captures.ts';
import type { Guesses } from './guesses.ts';
import { type Catalog, createCatalog } from './imagery/catalog.ts';
import { createItemTexts, type ItemTexts } from './imagery/item-texts.ts';
import type { ItemSpace } from './imagery/items.ts';
import { createSigner } from './imagery/signatures.ts';
import { lazily } from './lazily.ts';
import { type Order, plannedOrders } from './orders.ts';
import { plannedTasks, type Task } from './tasks.ts';
import type { Tokens } from './tokens.ts';
import { createValues, type Values } from './values.ts';

/** All that a route can see besides its request. */
export interface World extends ItemSpace {
  readonly guesses: Guesses;
  readonly tokens: Tokens;
  readonly catalog: Catalog;
  readonly values: Values;
  readonly texts: ItemTexts;
  readonly tasks: readonly Task[];
  /** By task number. */
  readonly captures: () => ReadonlyMap<number, readonly Capture[]>;
  /** Of all contracts, oldest first. */
  readonly orders: () => readonly Order[];
  /** Most rows on one tasking, order or STAC page. */
  readonly pageLimit: number;
}

/** What a world is made from; `now` is in epoch milliseconds. */
export interface WorldPlan extends Pick<World, 'seed' | 'guesses' | 'tokens' | 'pageLimit'> {
  readonly now: () => number;
  readonly itemCount: number;
}

/** Makes the archive and the tasks; what follows from them waits until it is asked for. */
export function createWorld(plan: WorldPlan, url: string): World {
  const { seed, guesses, tokens, pageLimit, now, itemCount } = plan;
  const space = { url, seed, signer: createSigner(now), previews: guesses.previews, stac: guesses.stac };
  const catalog = createCatalog(seed, itemCount, guesses);
  const tasks = plannedTasks(seed);
  const { passes } = catalog;
  const captures = lazily(() => plannedCaptures({ seed, tasks, passes }));
  return {
    ...space,
    guesses,
    tokens,
    pageLimit,
    catalog,
    tasks,
    values: createValues(catalog, seed),
    texts: createItemTexts(space),
    captures,
    orders: lazily(() => plannedOrders({ seed, tasks, captures: captures(), passes })),
  };
}
