/** Whether a host name, as a URL has it or as a server is told to listen on, is this machine's own. */
export function isLoopbackName(name: string): boolean {
  return /^(localhost|\[?::1\]?|127(\.\d{1,3}){3}|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])$/.test(name);
}
