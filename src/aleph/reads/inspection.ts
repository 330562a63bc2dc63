import type { Losses } from '../../json/losses.ts';
import type { Read, Reader } from './reader.ts';

/** Sees each JSON answer of Aleph before it is shaped, and the losses once it is. For a diagnosis, not for requests. */
export type Inspect = (
  read: Pick<Read<unknown>, 'operation' | 'route' | 'path'>,
  json: unknown,
  losses: Losses,
) => void;

/** A reader that shows its answers. No answer is kept, and all are parsed as a whole. */
export function inspectedReader(reader: Reader, inspect: Inspect): Reader {
  return {
    ...reader,
    read({ shapeList: _, ...read }) {
      const shape: typeof read.shape = (json, losses) => {
        try {
          return read.shape(json, losses);
        } finally {
          inspect(read, json, losses);
        }
      };
      return reader.read({ ...read, keepMs: 0, shape });
    },
  };
}
