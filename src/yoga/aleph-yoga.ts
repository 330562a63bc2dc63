import { createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import { createLog, type Log } from '../exchange/log.ts';
import { createDrain, type Drain } from '../http/draining.ts';
import { schema } from '../schema/index.ts';
import type { FacadeLog, FacadeOptions } from './options.ts';
import { createPlugins, type Plugins } from './plugin.ts';
import { settingsOf } from './settings.ts';
import { type FacadeParts, openUpstream } from './upstream.ts';

/**
 * A Yoga with the schema and the rules of the facade. `dispose` closes it.
 *
 * @example
 * const yoga = createAlephYoga({ upstream: 'sandbox' });
 */
export function createAlephYoga(options: FacadeOptions = {}): YogaServerInstance<object, object> {
  return openYoga(options, {}).yoga;
}

/**
 * The rules of the facade as a plugin, for a Yoga that has `schema` of this package. Put it before other plugins.
 *
 * @example
 * const yoga = createYoga({ schema, graphqlEndpoint: '/graphql', graphiql: false, plugins: [useAleph()] });
 */
export function useAleph(options: FacadeOptions = {}): Plugin {
  return pluginsFor(options, {}).first;
}

function pluginsFor(options: FacadeOptions, { upstream }: FacadeParts, isAlone = false) {
  const settings = settingsOf(options);
  const parts = { settings, log: logOf(options.log), drain: createDrain(), isAlone };
  const plugins = createPlugins({ ...parts, upstream: upstream ?? openUpstream(settings) });
  return { settings, drain: parts.drain, ...plugins };
}

export interface Opened extends Pick<Plugins, 'guard'> {
  readonly yoga: YogaServerInstance<object, object>;
  readonly drain: Drain;
}

/** What Yoga would do before or after the rules of the facade is off: the rules do it. */
export function openYoga(options: FacadeOptions, parts: FacadeParts): Opened {
  const isAlone = (options.plugins ?? []).length === 0;
  const { settings, drain, first, last, guard } = pluginsFor(options, parts, isAlone);
  const yoga = createYoga<object, object>({
    schema,
    graphqlEndpoint: settings.path,
    plugins: [first, ...((options.plugins ?? []) as Plugin[]), last],
    parserAndValidationCache: false,
    maskedErrors: false,
    maxRequestBodySize: false,
    multipart: false,
    cors: false,
    graphiql: false,
    landingPage: false,
    logging: false,
  });
  return { yoga, drain, guard };
}

/** By default all but the line of each request: the host has its own, and the audit line of a write is never left out. */
function logOf(given: FacadeLog | undefined): Log {
  if (given === undefined) return Object.assign(createLog('info'), { noteRequest: () => undefined });
  return {
    info: (record, message) => given.info(record, message),
    warn: (record, message) => given.warn(record, message),
    error: (record, message) => given.error(record, message),
    noteRequest: (record) => given.info(record, 'request'),
  };
}
