/** A request body, counted for as long as it is held. */
export interface HeldBody {
  /** Counts a piece that arrived. Throws above the limit. */
  hold(bytes: number): void;
  free(): void;
}

const MOST_BYTES = 64 * 1024 * 1024;
/** Counted per address, since credentials are not yet checked and a client could make up callers. */
const MOST_OF_ADDRESS = MOST_BYTES / 4;
/** This much of each body is not counted. So small requests still pass while others fill the limit. */
const SMALL_BYTES = 8 * 1024;
/** Memory of a piece besides its bytes. Without it, a body in pieces of one byte would use far more than is counted. */
const PIECE_BYTES = 256;

/** Bounds the bytes of request bodies held at once: in all, and per address. `full` makes the error. */
export function createHeldBodies(full: () => Error): (address: string | undefined) => HeldBody {
  const counts = new Map<string | undefined, number>();
  let heldBytes = 0;

  function add(address: string | undefined, bytes: number): void {
    const count = (counts.get(address) ?? 0) + bytes;
    if (count > MOST_OF_ADDRESS || heldBytes + bytes > MOST_BYTES) throw full();
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
