/** Whether a host name is a loopback name, in the form of a URL or of a listening address. */
export function isLoopbackName(name: string): boolean {
  return /^(localhost|\[?::1\]?|127(\.\d{1,3}){3}|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])$/.test(name);
}
