export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

/** The GraphiQL page, and the files that it loads. */
export interface PageSource {
  /** The page for GET of the endpoint with Accept: text/html. */
  page(): Page;
  /**
   * A file under /graphiql/…; undefined when the path is not one.
   * `acceptEncoding` and `ifNoneMatch` are the request's headers. Rejects when the packaged GraphiQL cannot be loaded.
   */
  asset(path: string, acceptEncoding: string | undefined, ifNoneMatch: string | undefined): Promise<Page | undefined>;
}
