import { describe, expect, test } from 'vitest';
import { isNetwork } from '../../src/config/networks.ts';

describe('a network', () => {
  test.each(['1.2.3.4', '1.2.3.0/24', '::1', '2001:db8::/128'])('may be trusted as %s', (text) => {
    expect(isNetwork(text)).toBe(true);
  });
});
