/**
 * The address at which the page may load a picture; undefined for an origin that its policy keeps out. A picture of this
 * server loads from the page's own origin, also where the server calls itself by another name of loopback.
 */
export function allowedAddress(address: string, page: string, origins: readonly string[]): string | undefined {
  const [url, own] = [new URL(address), new URL(page)];
  if (isLoopback(url) && isLoopback(own) && url.port === own.port) return `${own.origin}${url.pathname}${url.search}`;
  return url.origin === own.origin || origins.includes(url.origin) ? address : undefined;
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
