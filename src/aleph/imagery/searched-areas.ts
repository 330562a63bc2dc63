import type { Geometry } from 'geojson';
import { badInput } from '../errors.ts';
import { type Target, targetOfBox, targetOfGeometry } from '../geometry/coverage.ts';
import { areasOf, doubledArea, edgesOf, type Ring } from '../geometry/rings.ts';
import { unrolledRing } from '../geometry/unroll.ts';
import type { ImagerySearch } from './imagery-parts.ts';
import type { ItemFilter } from './item-filters.ts';

/** The searched area, for coverage; undefined without one. Throws BAD_USER_INPUT for an area that has no answer. */
export function targetOf({ bbox, intersects }: ImagerySearch, { coverageMin }: ItemFilter): Target | undefined {
  if (intersects !== undefined) checkRings(intersects);
  const target = bbox === undefined ? intersects && targetOfGeometry(intersects) : targetOfBox(bbox);
  if (coverageMin !== undefined && !target?.steradians) {
    const rule = 'filter.coverageMin: there is no area to cover; search with a bbox or intersects that has one.';
    throw badInput(['filter', 'coverageMin'], rule);
  }
  return target;
}

function checkRings(geometry: Geometry): void {
  const refuse = (rule: string) => badInput(['input', 'intersects'], `input.intersects: ${rule}`);
  for (const { outer, holes } of areasOf(geometry)) {
    if ([outer, ...holes].some((ring) => unrolledRing(ring) === undefined)) {
      throw refuse(
        'a ring goes around a pole, or has an edge of more than 180°. Close it over the pole, or split the edge.',
      );
    }
    if (isAmbiguous(outer))
      throw refuse('an edge of more than 180° may go either way. Put a position between its ends.');
  }
}

/**
 * Whether a ring may be meant the long way round. Read the short way, it has an edge of 90° or more and runs clockwise;
 * read as it is written, it runs counter-clockwise, as an outer ring should.
 */
function isAmbiguous(ring: Ring): boolean {
  const isLong = edgesOf(ring).some(([[from], [to]]) => Math.abs(to - from) > 180 && Math.abs(to - from) <= 270);
  return isLong && doubledArea(unrolledRing(ring) ?? ring) < 0;
}
