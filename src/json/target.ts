/** Takes part of a JSON text as it stands there. */
export interface JsonTarget {
  addRange(source: DataView, from: number, to: number): void;
}

/** Bytes that are read and written several at once. */
export function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}

/** Of a text that is added often. */
export function textView(text: string): DataView {
  return viewOf(Buffer.from(text));
}
