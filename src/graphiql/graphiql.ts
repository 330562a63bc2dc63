import type { PageSource } from '../http/page-source.ts';
import { createAssets } from './assets.ts';
import { readExamples } from './examples.ts';
import type { GraphiqlOptions } from './options.ts';
import { renderPage } from './page.ts';

/** GraphiQL without any CDN. Our small files are read now; the packaged GraphiQL when the page is first requested. */
export function createGraphiql(options: GraphiqlOptions): PageSource {
  const assets = createAssets(options.folder);
  const page = renderPage(options, readExamples(), assets.urls);

  return {
    page() {
      assets.warm();
      return page;
    },
    asset: assets.reply,
  };
}
