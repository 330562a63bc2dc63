import type { GraphQLField } from 'graphql';
import { describe, expect, test } from 'vitest';
import { AlephError } from '../../src/aleph/errors.ts';
import { MOST_ROWS } from '../../src/resolvers/arguments.ts';
import { createFakeAleph } from '../support/aleph/fake-aleph.ts';
import { argumentsOf, FIELDS, parentOf } from '../support/field-samples.ts';

const paged = FIELDS.filter(({ field }) => field.args.some(({ name }) => name === 'first'));

/** The range that a field itself names when it refuses a `first` that is far too large. */
async function rangeTakenBy(typeName: string, field: GraphQLField<unknown, unknown>): Promise<string> {
  const args = argumentsOf(field, { first: 1_000_000_000 });
  const resolve = async () =>
    Reflect.apply(field.resolve ?? expect.fail, field, [parentOf(typeName), args, { aleph: createFakeAleph() }]);
  const error: unknown = await resolve().then(expect.fail, (thrown) => thrown);
  expect(error).toBeInstanceOf(AlephError);
  expect(error).toMatchObject({ code: 'BAD_USER_INPUT', argumentPath: ['first'] });
  const [range = expect.fail('it names no range')] = /1 to [\d,]*\d/.exec(String(error)) ?? [];
  return range;
}

describe('the page size of', () => {
  test.each(paged.map(({ typeName, field }) => [`${typeName}.${field.name}`, typeName, field] as const))(
    '%s is described as it is checked',
    async (_name, typeName, field) => {
      const range = await rangeTakenBy(typeName, field);
      const described = field.args.find(({ name }) => name === 'first')?.description;
      expect(described).toBe(`How many at most, ${range}.`);
      expect(field.description).toContain(`first: ${range}`);
    },
  );

  test('each field is that of a listing, and no listing is without a field', async () => {
    const ranges = await Promise.all(paged.map(({ typeName, field }) => rangeTakenBy(typeName, field)));
    const listed = Object.values(MOST_ROWS).map((most) => `1 to ${most.toLocaleString('en')}`);
    expect(new Set(ranges)).toEqual(new Set(listed));
    expect(paged.length).toBeGreaterThan(5);
  });
});
