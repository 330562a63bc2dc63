import type { Entry } from './entries.ts';
import { type ItemSpace, itemOf } from './items.ts';

/** Whole items as JSON, in UTF-8: pages of them are put together without a look at what is in them. */
export interface ItemTexts {
  of(entry: Entry): Buffer;
}

/** 25 MB or so. */
const MOST_TEXTS = 5000;

/** Keeps the latest ones: a search is often asked again, and making its items is nearly all of its cost. */
export function createItemTexts(space: ItemSpace): ItemTexts {
  const texts = new Map<Entry, Buffer>();
  let day = Number.NaN;
  const make = (entry: Entry) => {
    const text = Buffer.from(JSON.stringify(itemOf(entry, space)));
    const [oldest] = texts.keys();
    if (oldest && texts.size >= MOST_TEXTS) texts.delete(oldest);
    texts.set(entry, text);
    return text;
  };
  return {
    of: (entry) => {
      const today = space.signer.day();
      if (today !== day) texts.clear();
      day = today;
      return texts.get(entry) ?? make(entry);
    },
  };
}
