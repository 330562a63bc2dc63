import { describe, expect, test } from 'vitest';
import { bearerOf, NORTH, openAleph } from '../../support/aleph/upstream-aleph.ts';

const API = 'http://127.0.0.1:1';

describe('an address of the API', () => {
  test.each([
    ['/contracts'],
    ['/assets'],
    ['/assetsfile'],
    ['/assets/../contracts'],
    ['/tasking/../assets/file'],
    ['/assets/%2e%2e/contracts'],
    ['/assets/..%2Fcontracts'],
    ['/assets/..%5ccontracts'],
    ['\\assets\\file'],
    ['/assets\\..\\contracts'],
    ['/contracts?/assets/file'],
    ['/contracts#/assets/file'],
  ])('with the path %s is no file, and is never encrypted', async (path) => {
    const aleph = openAleph(API);
    const encrypt = aleph.assets.encrypterFor(bearerOf('token'));
    expect(encrypt(NORTH, API + path)).toBeUndefined();
    expect(encrypt(NORTH, `${API}/assets/file`)).toBeTypeOf('string');
    await aleph.close();
  });

  test('with user info is never encrypted', async () => {
    const aleph = openAleph(API);
    expect(aleph.assets.encrypterFor(bearerOf('token'))(NORTH, 'http://user@127.0.0.1:1/assets/file')).toBeUndefined();
    await aleph.close();
  });
});
