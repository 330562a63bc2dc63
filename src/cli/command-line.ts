import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Config, ConfigError, loadConfig } from '../config/config.ts';

/** The parsed command line. */
export type Command =
  | { readonly kind: 'print'; readonly text: string }
  | { readonly kind: 'print-schema' }
  | ({ readonly kind: 'check-config' | 'run'; readonly config: Config } & ForSandbox)
  | ({ readonly kind: 'doctor'; readonly config: Config; readonly asJson: boolean } & ForSandbox);

/** What a command says about the sandbox. */
export interface ForSandbox {
  /** Unparsed, because only the sandbox knows their grammar. */
  readonly faults: readonly string[];
  /** How many times faster than others its placed tasks and orders live. */
  readonly clockRate: number;
}

const HELP = `aleph-graphql: a GraphQL server in front of Satellogic's Aleph API

Usage: aleph-graphql [--sandbox | --live] [--port N] [--documents FILE] [--fault "RULE" ...] [--clock Nx]
       aleph-graphql doctor [--sandbox | --live] [--json]

  doctor           read one of everything from Aleph, print the findings, and exit with 1 if something is missing;
                   ALEPH_CLIENT_ID and ALEPH_CLIENT_SECRET, or ALEPH_ACCESS_TOKEN, are its credentials
  --json           print the findings of doctor as JSON

  --sandbox        serve the sandbox that comes with it; its REST API has a port of its own
  --live           serve Aleph; callers send their own credentials
  --port N         listen on this port; 0 takes a free one
  --documents FILE run the documents of this manifest by their id; see DOCUMENTS_MODE
  --fault "RULE"   spoil answers of the sandbox; may be repeated
  --clock Nx       what is placed in the sandbox lives N times faster: with 60x a task is completed after a minute
  --print-schema   print the GraphQL schema and exit
  --check-config   check the settings, print them and exit
  --version        print the version and exit
  --help           print this and exit

RULE is "[METHOD] PATH WORD ...", as in "GET /tasking/tasks status=503 times=2". A * in PATH stands for anything.
  which requests   times=N  after=N  contract=ID
  what they get    latency=MILLISECONDS  status=N  retry-after=SECONDS  location=URL  raw=TEXT  truncated
                   drip=BYTES_A_SECOND  huge=BYTES  gzip-bomb=BYTES  hang  reset  close  error-body=TEXT
                   foreign-next=URL  loop-next
  what of a write  first  late  relapse

Environment variables set everything else: see "Settings" in docs/operating.md.
`;

const OPTIONS = {
  help: { type: 'boolean' },
  version: { type: 'boolean' },
  'print-schema': { type: 'boolean' },
  'check-config': { type: 'boolean' },
  sandbox: { type: 'boolean' },
  live: { type: 'boolean' },
  port: { type: 'string' },
  documents: { type: 'string' },
  json: { type: 'boolean' },
  fault: { type: 'string', multiple: true },
  clock: { type: 'string' },
} as const;

/** Reads the arguments. `defaultUpstream` applies when neither a flag nor ALEPH_UPSTREAM is set. Throws ConfigError. */
export function readCommand(args: readonly string[], defaultUpstream: Config['upstream']): Command {
  const isDoctor = args[0] === 'doctor';
  const { values } = parseArgs({ args: args.slice(isDoctor ? 1 : 0), options: OPTIONS });
  if (values.help) return { kind: 'print', text: HELP };
  if (values.version) return { kind: 'print', text: `${version()}\n` };
  if (values['print-schema']) return { kind: 'print-schema' };
  if (values.live && values.sandbox) throw new ConfigError(['--sandbox and --live exclude each other']);
  const upstream = values.live ? 'live' : values.sandbox ? 'sandbox' : undefined;
  const config = loadConfig({ upstream, defaultUpstream, port: values.port, documents: values.documents });
  const { fault: faults = [], clock } = values;
  const forSandbox = { faults, clockRate: clock === undefined ? 1 : clockRateIn(clock) };
  for (const flag of config.upstream === 'live' ? (['fault', 'clock'] as const) : []) {
    if (values[flag] !== undefined) {
      throw new ConfigError([`--${flag} is for the sandbox alone, and this would serve Aleph: add --sandbox`]);
    }
  }
  if (isDoctor) return { kind: 'doctor', config, ...forSandbox, asJson: values.json ?? false };
  return { kind: values['check-config'] ? 'check-config' : 'run', config, ...forSandbox };
}

function clockRateIn(text: string): number {
  const [, rate] = /^(\d{1,6}(?:\.\d{1,3})?)x$/.exec(text) ?? [];
  if (rate === undefined) throw new ConfigError([`--clock: expected a number and an x, such as 60x, got "${text}"`]);
  return Number(rate);
}

function version(): string {
  const { version } = JSON.parse(readFileSync(new URL(import.meta.resolve('#root/package.json')), 'utf8'));
  return String(version);
}
