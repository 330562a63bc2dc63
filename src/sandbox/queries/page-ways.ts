import type { PagingWay } from '../world/guesses.ts';
import type { World } from '../world/world.ts';
import type { Neighbours, Position } from './positions.ts';

/** How another page of a list is asked for. */
export interface Asking {
  readonly world: World;
  /** The media type of the pages. */
  readonly type: string;
  /** Path and query of a GET. */
  addressOf(position: Position): string;
  /** The body of a POST. */
  bodyOf(position: Position): object;
}

type Way = (pages: Neighbours, asking: Asking) => { readonly [member: string]: unknown; readonly context?: object };

const WAYS: Readonly<Record<PagingWay, Way>> = {
  'next-absolute': ({ next, previous }, asking) => ({
    next: next ? absolute(next, asking) : null,
    previous: previous ? absolute(previous, asking) : null,
  }),
  'next-relative': ({ next, previous }, asking) => ({
    next: next ? relative(next, asking) : null,
    previous: previous ? relative(previous, asking) : null,
  }),
  links: linksWith(getLink),
  'links-upper': linksWith(
    (position, asking) => getLink(position, asking),
    (rel) => rel.toUpperCase(),
  ),
  'links-post': linksWith((position, asking) => ({ ...postLink(position, asking), body: asking.bodyOf(position) })),
  'links-merge': linksWith((position, asking) => ({
    ...postLink(position, asking),
    body: named(position),
    merge: true,
  })),
  context: ({ next }) => ({ context: next ? { next: next.value } : {} }),
  'next-object': ({ next }) => ({ next: next ? named(next) : null }),
  'next-token': ({ next }) => ({ next: next?.value ?? null }),
  none: () => ({}),
};

/** The members of an answer that lead to the pages around it. Links come with those that the answer has anyway. */
export function leadOn(way: PagingWay, pages: Neighbours, asking: Asking, links?: readonly object[]) {
  const members = WAYS[way](pages, asking);
  const all = [links, members['links']].flatMap((some) => some ?? []);
  return links || members['links'] ? { ...members, links: all } : members;
}

function linksWith(linkTo: (position: Position, asking: Asking) => object, relOf = (rel: string) => rel): Way {
  return ({ next, previous }, asking) => {
    const { type, world } = asking;
    const link = (rel: string, position: Position | undefined) =>
      position ? [{ rel: relOf(rel), type, ...linkTo(position, asking) }] : [];
    return { links: [...link('next', next), ...link(world.guesses.previousRel, previous)] };
  };
}

function getLink(position: Position, asking: Asking) {
  return { method: 'GET', href: absolute(position, asking) };
}

function postLink(position: Position, asking: Asking) {
  return { method: 'POST', href: absolute(position, asking).replace(/\?.*/, '') };
}

function named({ name, value }: Position) {
  return { [name]: value };
}

function absolute(position: Position, asking: Asking): string {
  const { guesses, url } = asking.world;
  return `${guesses.nextAddress === 'own' ? url : 'https://gateway.internal:8443'}${relative(position, asking)}`;
}

function relative(position: Position, { addressOf, world }: Asking): string {
  return `${world.guesses.nextAddress === 'own' ? '' : '/internal/aleph'}${addressOf(position)}`;
}
