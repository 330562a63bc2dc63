/** Ints that a walk notes for each value: its name, where it begins and ends, and where those begin that stand behind all in it. */
export const CELL = 4;
/** A name is where it begins, and behind so many bits how long it is: most are told apart without a look at the text. */
export const PLACE_BITS = 21;
export const PLACE_MASK = (1 << PLACE_BITS) - 1;
