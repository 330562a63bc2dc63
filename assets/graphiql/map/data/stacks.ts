/** A thing at a place on the map, in map units. */
export interface Placed {
  readonly x: number;
  readonly y: number;
}

export interface Stack<T extends Placed> extends Placed {
  readonly members: readonly T[];
}

interface Growing<T extends Placed> extends Stack<T> {
  readonly members: T[];
}

/**
 * Groups things that are nearer to each other than `reach`. Each joins the nearest stack that began before it, and
 * begins one where there is none: so a stack stays where its first member is. A grid with cells of that size finds it.
 */
export function stacksOf<T extends Placed>(things: readonly T[], reach: number): readonly Stack<T>[] {
  const cells = new Map<string, Growing<T>[]>();
  const stacks: Growing<T>[] = [];
  for (const thing of things) {
    const [column, row] = [Math.floor(thing.x / reach), Math.floor(thing.y / reach)];
    const near = NEIGHBOURS.flatMap(([dx, dy]) => cells.get(`${column + dx} ${row + dy}`) ?? []);
    const [nearest] = near
      .map((stack) => ({ stack, distance: Math.hypot(stack.x - thing.x, stack.y - thing.y) }))
      .filter(({ distance }) => distance < reach)
      .sort((one, other) => one.distance - other.distance);
    if (nearest !== undefined) {
      nearest.stack.members.push(thing);
      continue;
    }
    const stack = { x: thing.x, y: thing.y, members: [thing] };
    stacks.push(stack);
    cells.set(`${column} ${row}`, [...(cells.get(`${column} ${row}`) ?? []), stack]);
  }
  return stacks;
}

const NEIGHBOURS = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => [dx, dy] as const));
