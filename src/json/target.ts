/** Receives parts of a JSON text as raw JSON. */
export interface JsonTarget {
  addRange(source: DataView, from: number, to: number): void;
}

/** A view that reads and writes several bytes at once. */
export function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}

/** A view of a text that is added often. */
export function textView(text: string): DataView {
  return viewOf(Buffer.from(text));
}
