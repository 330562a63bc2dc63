import { isIP } from 'node:net';

/** Whether text is an address, or a subnet written as address/prefix. */
export function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  const longest = family === 4 ? 32 : 128;
  const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= longest);
  return family !== 0 && isPrefix && rest.length === 0;
}
