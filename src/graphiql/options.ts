export interface GraphiqlOptions {
  /** Path of the GraphQL endpoint, e.g. /graphql. */
  readonly endpoint: string;
  /** Filled into the credentials bar. Set for the sandbox alone, whose credentials are public. */
  readonly sandboxCredentials?: readonly PublicCredentials[] | undefined;
  /** Map tiles, by `{z}`, `{x}` and `{y}`. */
  readonly tilesUrl?: string | undefined;
  /** Origins whose pictures may be shown. */
  readonly pictureOrigins?: readonly string[] | undefined;
  /** The path above all files of the page; `/graphiql` by default. */
  readonly folder?: string | undefined;
  /** Whether the session of the site stands in for credentials. The page then has no credentials bar. */
  readonly hasSession?: boolean | undefined;
}

/** The origins of a sandbox's pictures; none in front of Aleph itself. */
export function sandboxPictures(
  { origin }: { readonly origin?: string },
  credentials: GraphiqlOptions['sandboxCredentials'],
): readonly string[] {
  return credentials === undefined || origin === undefined ? [] : [origin];
}

/** A client id and secret that anyone may know. */
export interface PublicCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}
