import { describe, expect, test } from 'vitest';
import { ConfigError, type ConfigOverrides, loadConfig } from '../../src/config/config.ts';

function mistakesOf(environment: NodeJS.ProcessEnv, overrides: ConfigOverrides = {}): readonly string[] {
  try {
    loadConfig(overrides, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

describe('pictures and map tiles', () => {
  test.each(['http://a.example', 'wss://a.example', "https://a.example;script-src'x'", 'https://a;b.example'])(
    'refuses %s as an origin of pictures, which stands in a policy',
    (origin) => {
      expect(mistakesOf({ PICTURE_ORIGINS: origin })).toEqual([expect.stringMatching(/^PICTURE_ORIGINS/)]);
    },
  );

  test('takes several origins of pictures, and on loopback without TLS', () => {
    const origins = 'https://a.example, https://b.example:8443,http://127.0.0.1:9';
    expect(loadConfig({}, { PICTURE_ORIGINS: origins }).pictureOrigins).toEqual(origins.split(/, ?/));
  });

  test.each([
    'https://tiles.example/{z}/{x}/{y}.png',
    'https://tiles.example/{z}/{y}/{x}?key=abc',
    'http://127.0.0.1:8080/{z}/{x}/{y}',
  ])('takes %s as the address of map tiles', (url) => {
    expect(loadConfig({}, { MAP_TILES_URL: url }).mapTilesUrl).toBe(url);
  });

  test.each([
    'https://tiles.example/',
    'https://tiles.example/{z}/{x}.png',
    'https://tiles.example/{z}/{x}/{y}/{s}',
    'https://{s}.tiles.example/{z}/{x}/{y}',
    'http://tiles.example/{z}/{x}/{y}',
    'https://user:CANARY@tiles.example/{z}/{x}/{y}',
    'https://a;script-src/{z}/{x}/{y}',
    '/tiles/{z}/{x}/{y}',
  ])('refuses %s as the address of map tiles', (url) => {
    const mistakes = mistakesOf({ MAP_TILES_URL: url });
    expect(mistakes).toEqual([expect.stringMatching(/^MAP_TILES_URL: expected an https URL/)]);
    expect(mistakes.join()).not.toContain('CANARY');
  });
});
