import { afterAll, beforeAll } from 'vitest';
import { type Facade, startFacade } from '../../support/facade/facade.ts';
import { type Browser, chromiumPath, openChromium } from './chromium.ts';

export interface Stage {
  /** Serves the page as `npm start` does, at `${url}/graphql`. */
  readonly facade: Facade;
  readonly browser: Browser;
}

/** A server and Chromium for the tests of a describe. Both end with it. */
export function useStage(start: () => Promise<Facade> = startFacade): Stage {
  let facade: Facade | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    facade = await start();
    browser = await openChromium(chromiumPath() ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    await facade?.close();
  });
  return {
    get facade() {
      return started(facade);
    },
    get browser() {
      return started(browser);
    },
  };
}

function started<T>(one: T | undefined): T {
  if (one === undefined) throw new Error('The stage is there while tests run.');
  return one;
}
