import type { Page } from '../http/pages.ts';
import { createAssets } from './assets.ts';
import { readExamples } from './examples.ts';
import { renderPage } from './page.ts';

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

export interface Graphiql {
  /** The page for GET of the endpoint with Accept: text/html. */
  page(): Page;
  /**
   * An asset under /graphiql/…; undefined when the path is not ours.
   * `acceptEncoding` and `ifNoneMatch` are the request's headers. Rejects when the packaged GraphiQL cannot be loaded.
   */
  asset(path: string, acceptEncoding: string | undefined, ifNoneMatch: string | undefined): Promise<Page | undefined>;
}

/** GraphiQL served from this process alone. Reads small files at once; the packaged GraphiQL only when a page is asked for. */
export function createGraphiql(options: GraphiqlOptions): Graphiql {
  const assets = createAssets();
  const page = renderPage(options, readExamples(), assets.urls);

  return {
    page() {
      assets.warm();
      return page;
    },
    asset: assets.reply,
  };
}
