/** Whether a host name, as a URL has it or as a server is told to listen on, is this machine's own. */
export function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name === '::1' || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);
}
