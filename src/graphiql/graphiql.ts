import type { PageSource } from '../http/page-source.ts';
import { createAssets } from './assets.ts';
import { readExamples } from './examples.ts';
import type { GraphiqlOptions } from './options.ts';
import { renderPage } from './page.ts';

/** GraphiQL served from this process alone. Reads small files at once; the packaged GraphiQL only when a page is asked for. */
export function createGraphiql(options: GraphiqlOptions): PageSource {
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
