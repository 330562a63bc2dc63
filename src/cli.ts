import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Config, ConfigError, loadConfig } from './config.ts';

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'print'; readonly text: string }
  | { readonly kind: 'print-schema' }
  | { readonly kind: 'check-config'; readonly config: Config }
  | { readonly kind: 'run'; readonly config: Config };

const HELP = `aleph-graphql: a GraphQL server in front of Satellogic's Aleph API

Usage: aleph-graphql [--sandbox | --live] [--port N]

  --sandbox        serve the sandbox that comes with it; its REST API has a port of its own
  --live           serve Aleph; callers send their own credentials
  --port N         listen on this port; 0 takes a free one
  --print-schema   print the GraphQL schema and exit
  --check-config   check the settings, print them and exit
  --version        print the version and exit
  --help           print this and exit

Everything else is set by environment variables: see README.md, "Settings".
`;

const OPTIONS = {
  help: { type: 'boolean' },
  version: { type: 'boolean' },
  'print-schema': { type: 'boolean' },
  'check-config': { type: 'boolean' },
  sandbox: { type: 'boolean' },
  live: { type: 'boolean' },
  port: { type: 'string' },
} as const;

/** Reads the arguments. `defaultUpstream` holds where neither a flag nor ALEPH_UPSTREAM says. Throws ConfigError. */
export function readCommand(args: readonly string[], defaultUpstream: Config['upstream']): Command {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  if (values.help) return { kind: 'print', text: HELP };
  if (values.version) return { kind: 'print', text: `${version()}\n` };
  if (values['print-schema']) return { kind: 'print-schema' };
  if (values.live && values.sandbox) throw new ConfigError(['--sandbox and --live exclude each other']);
  const upstream = values.live ? 'live' : values.sandbox ? 'sandbox' : undefined;
  const config = loadConfig({ upstream, defaultUpstream, port: values.port });
  return { kind: values['check-config'] ? 'check-config' : 'run', config };
}

function version(): string {
  const { version } = JSON.parse(readFileSync(new URL(import.meta.resolve('#root/package.json')), 'utf8'));
  return String(version);
}
