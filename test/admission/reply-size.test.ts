import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/admission/limits.ts';
import { countReply } from '../../src/admission/reply-size.ts';

test('a reply may have as many bytes as its limit, and not one more', () => {
  const count = countReply({ ...DEFAULT_LIMITS, replyBytes: 100 });
  count(60);
  count(40);
  expect(() => count(1)).toThrow(
    expect.objectContaining({
      code: 'QUERY_TOO_COMPLEX',
      details: { limit: { name: 'replyBytes', allowed: 100, actual: 101 } },
    }),
  );
});
