import type { Path } from './members.ts';
import type { Parts } from './record-parts.ts';
import type { RecordType } from './records.ts';

/** Names in a row, from the outside in, that a record does not know. Values of known members are not looked into. */
export function unknownMembersOf(
  { asChild }: Pick<RecordType<never, unknown>, 'asChild'>,
  row: unknown,
): readonly string[] {
  return unknownIn(asChild.parts, row, []);
}

function unknownIn(parts: Parts, row: unknown, prefix: readonly string[]): readonly string[] {
  const paths = parts.members.flatMap((member) => member.paths);
  const visit = (value: unknown, at: readonly string[]): readonly string[] =>
    entriesOf(value).flatMap(([name, inner]) => {
      const path = [...at, name];
      const family = parts.members.find(
        ({ children, paths }) => children && paths.some((one) => isSame(one, path)),
      )?.children;
      if (family !== undefined) {
        return entriesOf(inner).flatMap(([, child]) =>
          unknownIn(family.record.parts, child, [...prefix, ...path, '*']),
        );
      }
      if (paths.some((one) => one.length > path.length && isSame(one.slice(0, path.length), path)))
        return visit(inner, path);
      return paths.some((one) => isSame(one, path)) ? [] : [[...prefix, ...path].join('.')];
    });
  return visit(row, []);
}

function isSame(one: Path | readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index]);
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}
