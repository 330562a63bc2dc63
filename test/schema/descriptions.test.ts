import {
  buildSchema,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../src/schema/index.ts';

/** Coordinates of everything in a schema that says nothing about itself. */
function undescribed(subject: GraphQLSchema): readonly string[] {
  const missing: string[] = [];
  const note = (coordinate: string, { description }: { description?: string | null | undefined }) => {
    if (!description?.trim()) missing.push(coordinate);
  };
  for (const type of Object.values(subject.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue;
    note(type.name, type);
    if (isEnumType(type)) for (const value of type.getValues()) note(`${type.name}.${value.name}`, value);
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) note(`${type.name}.${field.name}`, field);
    }
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      note(`${type.name}.${field.name}`, field);
      for (const argument of field.args) note(`${type.name}.${field.name}(${argument.name}:)`, argument);
    }
  }
  return missing;
}

test('every type, field, argument, input field and enum value has a description', () => {
  expect(undescribed(schema)).toEqual([]);
});

test('the schema opens with about ten lines on credentials, paging and errors', () => {
  const lines = schema.description?.split('\n').filter(Boolean) ?? [];
  expect(lines.length).toBeGreaterThan(7);
  expect(lines.length).toBeLessThan(13);
  for (const word of ['Credentials', 'Paging', 'Errors']) expect(schema.description).toContain(`**${word}**`);
});

test('every scalar of our own names its specification, one place each', () => {
  const scalars = Object.values(schema.getTypeMap()).filter(isScalarType);
  const own = scalars.filter((type) => !isSpecifiedScalarType(type));
  expect(own).toHaveLength(8);
  for (const { name, specifiedByURL } of own) expect(specifiedByURL, name).toMatch(/^https:\/\/[a-z.-]+\//);
});

test('a missing description is named by its coordinate, wherever it is missing', () => {
  const silent = buildSchema(`
    type Query { ask(what: Kind, of: Subject, at: Instant): Answer }
    interface Answer { text: String }
    enum Kind { WHY }
    input Subject { name: String }
    scalar Instant
  `);
  expect(undescribed(silent)).toEqual(
    expect.arrayContaining([
      'Query',
      'Query.ask',
      'Query.ask(what:)',
      'Answer',
      'Answer.text',
      'Kind',
      'Kind.WHY',
      'Subject',
      'Subject.name',
      'Instant',
    ]),
  );
});
