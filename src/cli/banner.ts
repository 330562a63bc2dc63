/** URLs of the running process. */
export interface Addresses {
  readonly url: string;
  readonly upstream: string;
  readonly graphiql: boolean;
  readonly sandbox?:
    | {
        readonly url: string;
        /** Credentials of the sandbox alone, which are public. */
        readonly credentials: readonly { readonly clientId: string; readonly clientSecret: string }[];
      }
    | undefined;
}

/** The text for a terminal. Without one, the log has the same facts as JSON lines. */
export function bannerOf({ url, upstream, graphiql, sandbox }: Addresses): string {
  const rows: [string, string][] = [
    [graphiql ? 'GraphiQL' : 'GraphQL', `${url}/graphql`],
    [sandbox ? 'Sandbox' : 'Aleph', sandbox?.url ?? upstream],
    ...(sandbox?.credentials ?? []).map((pair, index): [string, string] => [
      index === 0 ? 'Sign in' : '',
      `${pair.clientId} / ${pair.clientSecret}`,
    ]),
  ];
  const lines = rows.map(([name, value]) => `  ${name.padEnd(9)}${value}`);
  return `\n${lines.join('\n')}\n\n`;
}
