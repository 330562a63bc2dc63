import { connectGraphiql } from './graphiql.ts';
import { createSession, type MapOptions, type OpenMap } from './session.ts';

/** Opens the map of the current answer. It follows answers, tabs and the theme from now on. */
export async function openMap(options: MapOptions): Promise<OpenMap> {
  await loadStyle();
  return createSession(options, connectGraphiql());
}

function loadStyle(): Promise<void> {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = new URL('map-style.css', import.meta.url).href;
  return new Promise((resolve, reject) => {
    link.addEventListener('load', () => resolve());
    link.addEventListener('error', () => reject(new Error('The style of the map could not be loaded.')));
    document.head.append(link);
  });
}
