import type { Catalog } from './catalog.ts';
import type { Guesses } from './guesses.ts';
import type { ItemSpace } from './items.ts';
import type { Task } from './tasks.ts';
import type { Tokens } from './token.ts';

/** All that a route can see besides its request. */
export interface World extends ItemSpace {
  readonly guesses: Guesses;
  readonly tokens: Tokens;
  readonly catalog: Catalog;
  readonly tasks: readonly Task[];
  /** Most rows on one tasking or STAC page. */
  readonly pageLimit: number;
}
