import type { TapedList } from '../json/list.ts';
import { byShape, type Place } from '../json/shapes.ts';
import type { JsonTape } from '../json/tape.ts';
import { ItemShape } from './item-layouts.ts';
import type { ItemList, StacItem } from './items.ts';
import { TapedItem } from './taped-item.ts';
import { createAddressJudge } from './values/addresses.ts';
import { countOf, MAX_KEYS, passThroughOf, recordOf } from './values/wire.ts';

/** The items of a FeatureCollection on a tape: those that `itemListOf` makes of it once it is parsed. */
export function itemListOnTape(contractId: string, list: TapedList): ItemList {
  const judge = createAddressJudge();
  const shapeOf = byShape((shape) => new ItemShape(contractId, shape, judge));
  const items: StacItem[] = [];
  for (const { tape, rows } of list.stretches) {
    for (const row of rows) {
      const item = itemOn(shapeOf(tape, row), tape, row);
      if (item !== undefined) items.push(item);
    }
  }
  const matched = countOf(list.member('numberMatched')) ?? countOf(recordOf(list.member('context'))?.['matched']);
  return { items, matched };
}

function itemOn(shape: ItemShape, tape: JsonTape, row: number): StacItem | undefined {
  const itemId = stringAt(tape, row, shape.id);
  if (itemId === undefined) return undefined;
  const hasProperties = mayPassOn(tape, row, shape.properties);
  const collectionId =
    stringAt(tape, row, shape.collection) ??
    (hasProperties ? stringAt(tape, row, shape.placeOfProperty('collection')) : undefined);
  if (collectionId === undefined) return undefined;
  return new TapedItem(shape, tape, row, { itemId, collectionId, hasProperties });
}

function stringAt(tape: JsonTape, row: number, place: Place): string | undefined {
  return place === 0 ? undefined : tape.string(row + place);
}

/** Whether `passThroughOf` passes the properties of an item on. A tape is never too deep for it. */
function mayPassOn(tape: JsonTape, row: number, place: Place): boolean {
  const properties = row + place;
  if (place === 0 || !tape.isObject(properties)) return false;
  return isSurelyModest(tape, properties) || passThroughOf(tape.value(properties)) !== undefined;
}

function isSurelyModest(tape: JsonTape, properties: number): boolean {
  if (hasRoomForFewKeys(tape, properties)) return true;
  let count = 0;
  for (let node = tape.inside(properties); node < tape.after(properties); node = tape.after(node)) {
    count += 1;
    const isContainer = tape.isObject(node) || tape.isArray(node);
    if (count > MAX_KEYS || (isContainer && !hasRoomForFewKeys(tape, node))) return false;
  }
  return true;
}

/** Each key takes two characters at least. */
function hasRoomForFewKeys(tape: JsonTape, node: number): boolean {
  return tape.to(node) - tape.from(node) <= 2 * MAX_KEYS;
}
