/** A request body, counted for as long as it is held. */
export interface HeldBody {
  /** Counts a piece that has come. Throws when there is no room for it. */
  hold(bytes: number): void;
  free(): void;
}

const MOST_BYTES = 64 * 1024 * 1024;
/** Of an address, not of a caller: anybody can make up callers. */
const MOST_OF_ADDRESS = MOST_BYTES / 4;
/** So much of each body is not counted: who sends little is let in, whatever others hold. */
const SMALL_BYTES = 8 * 1024;
/** What a piece takes besides its bytes: a body may come in pieces of one. */
const PIECE_BYTES = 256;

/** Bounds the bodies held at once: those of everybody, and those of each address. */
export function createHeldBodies(refusal: () => Error): (address: string | undefined) => HeldBody {
  const counts = new Map<string | undefined, number>();
  let heldBytes = 0;

  function add(address: string | undefined, bytes: number): void {
    const count = (counts.get(address) ?? 0) + bytes;
    if (count > MOST_OF_ADDRESS || heldBytes + bytes > MOST_BYTES) throw refusal();
    heldBytes += bytes;
    if (count > 0) counts.set(address, count);
    else counts.delete(address);
  }

  return (address) => {
    let size = 0;
    let counted = 0;
    return {
      hold(bytes) {
        size += bytes + PIECE_BYTES;
        const more = Math.max(0, size - SMALL_BYTES) - counted;
        if (more === 0) return;
        add(address, more);
        counted += more;
      },
      free: () => add(address, -counted),
    };
  };
}
