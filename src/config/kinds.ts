import * as z from 'zod';

/** Takes digits alone. Other notations such as 1e3 are more often typos than intended. */
export function integer(least: number, most: number) {
  const rule = `expected a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, rule)
    .transform(Number)
    .pipe(z.number().min(least, rule).max(most, rule));
}

/** A list with commas; empty entries are dropped. */
export function listOf(part: z.ZodType<string, string>) {
  return z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean),
    )
    .pipe(z.array(part));
}
