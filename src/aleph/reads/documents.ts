import type { RecordType } from '../../json/records.ts';
import { misfitOf } from '../values/lists.ts';
import { ShapeMismatch } from '../values/wire.ts';
import type { Read } from './reader.ts';

/**
 * The reader of one object. An answer about another object says nothing about the one that was asked for, not even that
 * it is missing, so it is a mismatch.
 */
export function documentShape<S, T>(
  type: RecordType<S, T>,
  shared: S,
  isAskedFor: (row: T) => boolean,
): Read<T>['shape'] {
  return (json, losses) => {
    const row = type.read(shared, json, losses);
    if (row === undefined) throw misfitOf(json, 'not the object');
    if (!isAskedFor(row)) throw new ShapeMismatch('another object');
    return row;
  };
}
