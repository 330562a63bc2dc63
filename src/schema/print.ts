import { printSchema } from 'graphql';
import { schema } from './index.ts';

/** The text of schema.graphql. */
export function printedSchema(): string {
  return `${printSchema(schema)}\n`;
}
