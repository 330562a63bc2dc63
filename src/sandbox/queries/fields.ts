import { badQuery } from '../http/replies.ts';

/** Which members of an item a client wants, as paths such as `properties.gsd`. */
export interface Fields {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

type Members = Readonly<Record<string, unknown>>;

/** What an item without which would be none is made of. */
const ALWAYS = ['type', 'id', 'collection'];

/** Reads `{"include": […], "exclude": […]}`, or `id,properties.gsd,-geometry`. */
export function readFields(fields: unknown): Fields {
  if (typeof fields === 'string') return fromText(fields);
  const isObject = typeof fields === 'object' && fields !== null;
  return {
    include: texts(isObject && 'include' in fields ? fields.include : []),
    exclude: texts(isObject && 'exclude' in fields ? fields.exclude : []),
  };
}

/** The wanted members of an item. Of two paths the longer one decides, and a path that leads nowhere is no error. */
export function pickFields(item: Members, { include, exclude }: Fields): Members {
  const wanted =
    include.length === 0 ? item : [...ALWAYS, ...include].reduce((made, path) => put(made, item, path), {});
  const left = exclude.filter((path) => !ALWAYS.includes(path)).reduce(drop, wanted);
  return include
    .filter((path) => exclude.some((out) => path.startsWith(`${out}.`)))
    .reduce((made, path) => put(made, item, path), left);
}

/** A copy of `target` that has what `source` has at a path. */
function put(target: Members, source: Members, path: string): Members {
  const [name, rest] = split(path);
  if (!Object.hasOwn(source, name)) return target;
  const value = source[name];
  if (rest === undefined) return { ...target, [name]: value };
  if (!isMembers(value)) return target;
  const there = target[name];
  return { ...target, [name]: put(isMembers(there) ? there : {}, value, rest) };
}

function drop(target: Members, path: string): Members {
  const [name, rest] = split(path);
  if (!Object.hasOwn(target, name)) return target;
  const { [name]: value, ...others } = target;
  if (rest === undefined) return others;
  return isMembers(value) ? { ...target, [name]: drop(value, rest) } : target;
}

function split(path: string): readonly [string, string | undefined] {
  const cut = path.indexOf('.');
  return cut < 0 ? [path, undefined] : [path.slice(0, cut), path.slice(cut + 1)];
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fromText(text: string): Fields {
  const paths = text
    .split(',')
    .map((path) => path.trim())
    .filter((path) => path !== '');
  return {
    include: paths.filter((path) => !path.startsWith('-')).map((path) => path.replace(/^\+/, '')),
    exclude: paths.filter((path) => path.startsWith('-')).map((path) => path.slice(1)),
  };
}

function texts(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw badQuery('fields is not {"include": […], "exclude": […]}');
}
