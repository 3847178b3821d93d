import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownTimeZone } from '../../src/platform/own-time-zone.ts';

const asked = 'Europe/Lisbon';
const noLink = (): string => {
  throw new Error('ENOENT');
};

const zones: readonly (readonly [string, string | undefined, () => string, string])[] = [
  ['the environment names UTC', 'Etc/UTC', () => '/usr/share/zoneinfo/Europe/Paris', 'UTC'],
  ['the clock is a link to UTC', undefined, () => '/usr/share/zoneinfo/Etc/UTC', 'UTC'],
  ['an empty variable says nothing', '', () => '../usr/share/zoneinfo/UTC', 'UTC'],
  ['the environment goes before the clock', 'Europe/Paris', () => '/usr/share/zoneinfo/UTC', asked],
  ['a zone that only ends alike', undefined, () => '/usr/share/zoneinfo/NotUTC', asked],
  ['the clock is no link', undefined, noLink, asked],
];
for (const [what, TZ, linkOfClock, zone] of zones) {
  test(`${what}: ${zone === 'UTC' ? 'UTC' : 'Node is asked'}`, () => {
    assert.equal(
      ownTimeZone({ TZ }, linkOfClock, () => asked),
      zone,
    );
  });
}
