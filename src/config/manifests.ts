import { readFileSync } from 'node:fs';
import { recordOf } from '../aleph/values/wire.ts';

/**
 * The documents of a manifest by their ids: a JSON object of texts, as graphql-codegen's client preset and Relay write
 * it. Undefined for a file that is no such manifest or cannot be read.
 */
export function readManifest(file: string): ReadonlyMap<string, string> | undefined {
  const entries = Object.entries(manifestIn(file) ?? {});
  const areTexts = entries.every((entry): entry is [string, string] => typeof entry[1] === 'string');
  return areTexts && entries.length > 0 ? new Map(entries) : undefined;
}

function manifestIn(file: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return recordOf(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}
