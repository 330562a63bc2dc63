import { createAddressJudge } from './addresses.ts';
import type { ItemList, StacItem } from './items.ts';
import type { JsonTape } from './json-tape.ts';
import { TapedItem, type TapedPage } from './taped-item.ts';
import type { TapedList } from './taped-list.ts';
import { countOf, MAX_KEYS, passThroughOf, recordOf } from './wire.ts';

/** The items of a FeatureCollection on a tape: those that `itemListOf` makes of it once it is parsed. */
export function itemListOnTape(contractId: string, list: TapedList): ItemList {
  const judge = createAddressJudge();
  const items: StacItem[] = [];
  for (const { tape, rows } of list.stretches) {
    const page: TapedPage = { contractId, tape, judge };
    for (const row of rows) {
      const item = itemOn(page, row);
      if (item !== undefined) items.push(item);
    }
  }
  const matched = countOf(list.member('numberMatched')) ?? countOf(recordOf(list.member('context'))?.['matched']);
  return { items, matched };
}

function itemOn(page: TapedPage, node: number): StacItem | undefined {
  const { tape } = page;
  const itemId = tape.string(tape.member(node, 'id'));
  if (itemId === undefined) return undefined;
  const properties = propertiesOn(tape, node);
  const collectionId =
    tape.string(tape.member(node, 'collection')) ?? tape.string(tape.member(properties, 'collection'));
  return collectionId === undefined ? undefined : new TapedItem(page, node, { itemId, collectionId, properties });
}

/** The properties of an item, where `passThroughOf` passes them on. A tape is never too deep for it. */
function propertiesOn(tape: JsonTape, item: number): number | undefined {
  const properties = tape.member(item, 'properties');
  if (!tape.isObject(properties)) return undefined;
  const isModest = isSurelyModest(tape, properties) || passThroughOf(tape.value(properties)) !== undefined;
  return isModest ? properties : undefined;
}

function isSurelyModest(tape: JsonTape, properties: number): boolean {
  let count = 0;
  for (let node = tape.inside(properties); node < tape.after(properties); node = tape.after(node)) {
    count += 1;
    // Each of so many keys would take two characters at least.
    if (count > MAX_KEYS || (isContainer(tape, node) && tape.to(node) - tape.from(node) > 2 * MAX_KEYS)) return false;
  }
  return true;
}

function isContainer(tape: JsonTape, node: number): boolean {
  return tape.isObject(node) || tape.isArray(node);
}
