import { isLoopbackName } from '../aleph/values/loopback.ts';

/** Whether a text is an origin in the form that browsers send: scheme, host, and a port unless it is the usual one. */
export function isOrigin(text: string): boolean {
  return !text.includes('*') && URL.canParse(text) && new URL(text).origin === text;
}

/** Whether a text is an origin for a content security policy: https, or http on loopback, without a separator in it. */
export function isPictureOrigin(text: string): boolean {
  return isOrigin(text) && !/[;,'"\s]/.test(text) && isSecure(new URL(text));
}

/**
 * Whether a text is the address of map tiles, with each of `{z}`, `{x}` and `{y}` once, behind the host. Nothing else may
 * be in braces.
 */
export function isTilesUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const [before = '', ...places] = text.split('{').map((part, index) => part.slice(0, index > 0 ? 2 : undefined));
  const hasPlaces = places.toSorted().join('') === 'x}y}z}' && before.includes(url.host);
  return hasPlaces && isPictureOrigin(url.origin) && url.username === '' && url.password === '' && url.hash === '';
}

/** https, or http on loopback. */
export function isSecure({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackName(hostname));
}
