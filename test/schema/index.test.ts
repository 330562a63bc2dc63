import { readFileSync } from 'node:fs';
import { buildSchema, DangerousChangeType, findBreakingChanges, findDangerousChanges, printSchema } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../src/schema/index.ts';

const core = buildSchema(readFileSync(new URL('../fixtures/core-schema.graphql', import.meta.url), 'utf8'));

test('schema.graphql is what the code prints', () => {
  const file = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8');
  expect(file).toBe(`${printSchema(schema)}\n`);
});

test('every operation that was written against the core schema still runs', () => {
  expect(findBreakingChanges(core, schema)).toEqual([]);
});

test('the defaults of the core schema have not moved', () => {
  const changes = findDangerousChanges(core, schema);
  expect(changes.filter(({ type }) => type === DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE)).toEqual([]);
});
