import * as z from 'zod';
import { withoutTrailingSlash } from './requests.ts';

/** A rule that spoils the requests it matches. The query string plays no part. */
export interface Fault {
  readonly method?: string;
  /** Exact, or with `*` for any run of characters: `/archive/*`. No trailing slash. */
  readonly path: string;
  /** Only under this contract. */
  readonly contractId?: string;
  /** How many requests it spoils; without it, all. */
  readonly times?: number;
  /** How many matching requests it lets pass first. */
  readonly after?: number;
  /** Waits, then answers as usual or with `answer`. */
  readonly latencyMs?: number;
  readonly answer?: FaultAnswer;
  /**
   * When a write takes place whose answer is spoiled; without it, only where the answer shows it.
   * - `first`: before anything else, so that the answer comes late or is lost
   * - `late`: after `latencyMs`, even if the caller has left; an `answer` does not wait for it
   */
  readonly carriedOut?: 'first' | 'late';
  /** Comes into force, before all others, with each request that this one spoils. */
  readonly afterwards?: Fault;
}

export type FaultAnswer =
  /** A body that is text goes out as it is, anything else as JSON. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Status 200 with this text; the type follows from it (`<` starts HTML) unless given. */
  | { readonly kind: 'raw'; readonly body: string; readonly contentType?: string }
  | { readonly kind: 'json'; readonly body: unknown }
  /** The usual answer, with each match of a regular expression replaced. */
  | { readonly kind: 'edited'; readonly pattern: string; readonly replacement: string }
  /** The usual answer, cut off half way although Content-Length promised it whole. */
  | { readonly kind: 'truncated' }
  /** Valid JSON of at least so many bytes. */
  | { readonly kind: 'huge'; readonly bytes: number }
  /** A small gzip that unpacks to JSON of at least so many bytes. */
  | { readonly kind: 'gzip-bomb'; readonly bytes: number }
  | { readonly kind: 'drip'; readonly bytesPerSecond: number }
  /** Not even headers come. */
  | { readonly kind: 'hang' }
  /** The connection is reset before any header. */
  | { readonly kind: 'reset' }
  /** The connection is closed in order before any header, like one that was kept alive for too long. */
  | { readonly kind: 'close' }
  /** The usual answer with these members in front, such as `detail`; a bare list becomes `results` beside them. */
  | { readonly kind: 'error-body'; readonly body: Readonly<Record<string, unknown>> }
  /** The usual page, but its next link points here. */
  | { readonly kind: 'foreign-next'; readonly url: string }
  /** The usual page, but its next link points at itself. */
  | { readonly kind: 'loop-next' };

/** A fault, and how many requests have matched it. */
interface Rule {
  readonly fault: Fault;
  seen: number;
}

interface FaultTarget {
  readonly method: string;
  readonly path: string;
  readonly contractId?: string;
}

export interface Faults {
  add(fault: Fault): void;
  /** The rule that spoils this request, if any: the first that matches and is neither waiting nor used up. */
  take(target: FaultTarget): Fault | undefined;
  list(): readonly Fault[];
  clear(): void;
}

const count = z.int().min(0);
const size = z
  .int()
  .min(1)
  .max(2 ** 31);

const FaultAnswerWire = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(200).max(599),
    body: z.unknown().exactOptional(),
    headers: z.record(z.string(), z.string()).exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('raw'),
    body: z.string(),
    contentType: z.string().exactOptional(),
  }),
  z.strictObject({ kind: z.literal('json'), body: z.unknown() }),
  z.strictObject({ kind: z.literal('edited'), pattern: z.string(), replacement: z.string() }),
  z.strictObject({ kind: z.literal('truncated') }),
  z.strictObject({ kind: z.literal('huge'), bytes: size }),
  z.strictObject({ kind: z.literal('gzip-bomb'), bytes: size }),
  z.strictObject({ kind: z.literal('drip'), bytesPerSecond: size }),
  z.strictObject({ kind: z.literal('hang') }),
  z.strictObject({ kind: z.literal('reset') }),
  z.strictObject({ kind: z.literal('close') }),
  z.strictObject({ kind: z.literal('error-body'), body: z.record(z.string(), z.unknown()) }),
  z.strictObject({ kind: z.literal('foreign-next'), url: z.url() }),
  z.strictObject({ kind: z.literal('loop-next') }),
]);

const FaultWire: z.ZodType<Fault> = z
  .strictObject({
    method: z
      .string()
      .regex(/^[A-Z]+$/, 'is not a method in capitals')
      .exactOptional(),
    path: z.string().regex(/^[/*]/, 'does not start with / or *'),
    contractId: z.string().exactOptional(),
    times: count.exactOptional(),
    after: count.exactOptional(),
    latencyMs: count.max(3_600_000).exactOptional(),
    answer: FaultAnswerWire.exactOptional(),
    carriedOut: z.enum(['first', 'late']).exactOptional(),
    get afterwards() {
      return FaultWire.exactOptional();
    },
  })
  .refine(
    (fault) => fault.answer ?? fault.latencyMs ?? fault.afterwards,
    'has neither latencyMs nor answer nor afterwards',
  );

/** Throws an error that says what is wrong. */
export function parseFault(value: unknown): Fault {
  const parsed = FaultWire.safeParse(value);
  if (!parsed.success) throw new Error(`no fault: ${z.prettifyError(parsed.error)}`);
  const { afterwards: next, ...fault } = parsed.data;
  return { ...fault, path: withoutTrailingSlash(fault.path), ...(next && { afterwards: parseFault(next) }) };
}

export function createFaults(): Faults {
  let rules: Rule[] = [];
  return {
    add: (fault) => {
      const checked = parseFault(fault);
      rules.push({ fault: checked, seen: 0 });
    },
    take: (target) => {
      for (const rule of rules) {
        const { fault } = rule;
        if (!isAimedAt(fault, target)) continue;
        const turn = rule.seen - (fault.after ?? 0);
        rule.seen += 1;
        if (turn < 0 || turn >= (fault.times ?? Number.POSITIVE_INFINITY)) continue;
        if (fault.afterwards) rules = [{ fault: fault.afterwards, seen: 0 }, ...rules.filter((one) => !isUsedUp(one))];
        return fault;
      }
      return undefined;
    },
    list: () => rules.map(({ fault }) => fault),
    clear: () => {
      rules = [];
    },
  };
}

function isUsedUp({ fault, seen }: Rule): boolean {
  return seen >= (fault.after ?? 0) + (fault.times ?? Number.POSITIVE_INFINITY);
}

function isAimedAt({ method, contractId, path }: Fault, target: FaultTarget): boolean {
  const sameMethod = method === undefined || method === target.method;
  return sameMethod && (contractId === undefined || contractId === target.contractId) && matches(path, target.path);
}

/** Whether a path fits one with `*` for any run of characters. Each part is looked for behind the one before. */
function matches(pattern: string, path: string): boolean {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) return path === pattern;
  let at = path.startsWith(first) ? first.length : -1;
  for (const part of others) {
    const found = at === -1 ? -1 : path.indexOf(part, at);
    at = found === -1 ? -1 : found + part.length;
  }
  return at !== -1 && path.length - last.length >= at && path.endsWith(last);
}
