export interface GraphiqlOptions {
  /** Path of the GraphQL endpoint, e.g. /graphql. */
  readonly endpoint: string;
  /** Pre-filled in the credentials bar; only ever given in sandbox mode (they are public). */
  readonly sandboxCredentials?: readonly PublicCredentials[] | undefined;
}

/** A pair that anyone may know. */
export interface PublicCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}
