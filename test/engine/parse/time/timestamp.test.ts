import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { epochNumber, StampReader } from '../../../../src/engine/parse/time/timestamp.ts';
import { toRfc3339 } from '../../../../src/model/time.ts';

type Kind = 'readSyslog' | 'readRfc3339' | 'readClf';

function reader(timeZone = 'UTC', yearReference = '2026-11-21T08:00:00Z'): StampReader {
  const stamps = new StampReader();
  stamps.begin(timeZone, Date.parse(yearReference));
  return stamps;
}

function read(kind: Kind, stamp: string, timeZone?: string, yearReference?: string): string | null {
  const time = reader(timeZone, yearReference)[kind](stamp, 0);
  return time === null ? null : toRfc3339(time);
}

test('stamps with a year and without one may follow each other on one day', () => {
  const stamps = reader();
  const times = ['Nov 20 10:00:06', 'Nov 20 2026 10:00:07', 'Nov 20 10:00:08'].map((stamp) =>
    stamps.readSyslog(stamp, 0),
  );
  assert.deepEqual(
    times.map((time) => time !== null && toRfc3339(time)),
    ['2026-11-20T10:00:06.000Z', '2026-11-20T10:00:07.000Z', '2026-11-20T10:00:08.000Z'],
  );
});

describe('a stamp of RFC 3164', () => {
  for (const [stamp, time] of [
    ['Nov 21 00:51:51', '2026-11-21T00:51:51.000Z'],
    ['Nov  1 00:51:51', '2026-11-01T00:51:51.000Z'],
    ['Nov 1 00:51:51', '2026-11-01T00:51:51.000Z'],
    ['Nov 01 00:51:51', '2026-11-01T00:51:51.000Z'],
    ['Nov 21 2025 00:51:51', '2025-11-21T00:51:51.000Z'],
    ['Nov 21 00:51:51.674', '2026-11-21T00:51:51.674Z'],
    ['Nov 21 00:51:51.6', '2026-11-21T00:51:51.600Z'],
    ['Jun 30 23:59:60', '2026-07-01T00:00:00.000Z'],
  ] as const) {
    test(stamp, () => assert.equal(read('readSyslog', stamp), time));
  }
  for (const stamp of [
    'Feb 30 00:00:00',
    'Nov 31 00:00:00',
    'Nov  0 00:00:00',
    'Nov 21 24:00:00',
    'Nov 21 00:60:00',
    'Nov 21 00:00:61',
    'Nov 21 00:00',
    'nov 21 00:00:00',
    'Nop 21 00:00:00',
    'Nov21 00:00:00',
    'Nov',
    '',
  ]) {
    test(`${stamp || 'nothing'} is no time`, () => assert.equal(read('readSyslog', stamp), null));
  }
});

describe('a stamp of RFC 3339', () => {
  for (const [stamp, time] of [
    ['2026-11-21T00:51:51Z', '2026-11-21T00:51:51.000Z'],
    ['2026-11-21T00:51:51.674287+00:00', '2026-11-21T00:51:51.674Z'],
    ['2026-11-21T00:51:51.999999999-05:30', '2026-11-21T06:21:51.999Z'],
    ['2026-11-21T00:51:51,5+0100', '2026-11-20T23:51:51.500Z'],
    ['2026-11-21T00:51:51+01', '2026-11-20T23:51:51.000Z'],
    ['2026-11-21t00:51:51z', '2026-11-21T00:51:51.000Z'],
    ['2026-11-21 00:51:51', '2026-11-21T00:51:51.000Z'],
    ['2026-11-21 00:51:51 +0100', '2026-11-20T23:51:51.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ] as const) {
    test(stamp, () => assert.equal(read('readRfc3339', stamp), time));
  }
  for (const stamp of [
    '2026-02-29T00:00:00Z',
    '2100-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-11-21T25:00:00Z',
    '2026-11-21T00:51:51+24:00',
    '2026-11-21T00:51:51+00:60',
    '2026/11/21 00:51:51',
    '2026-11-21_00:51:51',
    '1969-12-31T23:59:59Z',
    '0000-01-01T00:00:00Z',
  ]) {
    test(`${stamp} is no time`, () => assert.equal(read('readRfc3339', stamp), null));
  }
});

describe('a stamp of an access log', () => {
  test('in UTC', () => {
    assert.equal(read('readClf', '21/Nov/2026:00:51:51 +0000'), '2026-11-21T00:51:51.000Z');
  });
  test('elsewhere', () => {
    assert.equal(read('readClf', '22/Jan/2019:03:56:14 +0330'), '2019-01-22T00:26:14.000Z');
  });
  test("of Python's http.server, without a zone", () => {
    assert.equal(read('readClf', '21/Nov/2026 00:51:51'), '2026-11-21T00:51:51.000Z');
  });
  for (const stamp of ['31/Nov/2026:00:51:51 +0000', '21/Nov/2026-00:51:51', '21-Nov-2026:00:51:51 +0000']) {
    test(`${stamp} is no time`, () => assert.equal(read('readClf', stamp), null));
  }
});

describe('where reading stopped', () => {
  for (const [kind, text, end] of [
    ['readSyslog', 'Nov 21 00:51:51 host', 15],
    ['readSyslog', 'Nov 21 00:51:51.25 host', 18],
    ['readSyslog', '2026-11-21T00:51:51.674287+00:00 host', 32],
    ['readSyslog', 'Feb 30 00:51:51 host', 15],
    ['readSyslog', 'hello world', 0],
    ['readClf', '21/Nov/2026:00:51:51 +0000] "GET', 26],
  ] as const) {
    test(`${text}: ${end === 0 ? 'no stamp at all' : end}`, () => {
      const stamps = reader();
      stamps[kind](text, 0);
      assert.equal(stamps.end, end);
    });
  }
});

describe('the year that a stamp lacks', () => {
  const cases = [
    ['the same day', 'Nov 21 00:00:00', '2026-11-21T08:00:00Z', '2026-11-21T00:00:00.000Z'],
    ['up to 24 h ahead', 'Nov 22 08:00:00', '2026-11-21T08:00:00Z', '2026-11-22T08:00:00.000Z'],
    [
      'more than 24 h ahead is last year',
      'Nov 22 08:00:01',
      '2026-11-21T08:00:00Z',
      '2025-11-22T08:00:01.000Z',
    ],
    ['December read in January', 'Dec 31 23:59:59', '2027-01-01T00:00:10Z', '2026-12-31T23:59:59.000Z'],
    [
      'January read in December, clock ahead',
      'Jan  1 00:00:10',
      '2026-12-31T23:59:59Z',
      '2027-01-01T00:00:10.000Z',
    ],
    ['29 February after a leap year', 'Feb 29 12:00:00', '2027-03-01T00:00:00Z', '2024-02-29T12:00:00.000Z'],
    ['29 February across 2100', 'Feb 29 12:00:00', '2103-03-01T00:00:00Z', '2096-02-29T12:00:00.000Z'],
  ] as const;
  for (const [title, stamp, reference, time] of cases) {
    test(title, () => assert.equal(read('readSyslog', stamp, 'UTC', reference), time));
  }

  test('the limit is in the zone of the log', () => {
    assert.equal(
      read('readSyslog', 'Nov 22 19:00:00', 'Asia/Tokyo', '2026-11-21T10:00:00Z'),
      '2026-11-22T10:00:00.000Z',
    );
    assert.equal(
      read('readSyslog', 'Nov 22 19:00:01', 'Asia/Tokyo', '2026-11-21T10:00:00Z'),
      '2025-11-22T10:00:01.000Z',
    );
  });

  test('two times of one day may belong to two years', () => {
    const stamps = reader('UTC', '2026-11-21T08:00:00Z');
    const read = ['Nov 22 07:00:00', 'Nov 22 09:00:00', 'Nov 22 08:00:00'].map((stamp) =>
      stamps.readSyslog(stamp, 0),
    );
    assert.deepEqual(read.map(Number).map(toRfc3339), [
      '2026-11-22T07:00:00.000Z',
      '2025-11-22T09:00:00.000Z',
      '2026-11-22T08:00:00.000Z',
    ]);
  });
});

describe('a stamp without zone', () => {
  const cases = [
    ['winter', 'Europe/Paris', '2026-01-15 12:00:00', '2026-01-15T11:00:00.000Z'],
    ['summer', 'Europe/Paris', '2026-07-15 12:00:00', '2026-07-15T10:00:00.000Z'],
    ['last second before summer time', 'Europe/Paris', '2026-03-29 01:59:59', '2026-03-29T00:59:59.000Z'],
    ['an hour that is skipped', 'Europe/Paris', '2026-03-29 02:30:00', '2026-03-29T01:30:00.000Z'],
    ['first second of summer time', 'Europe/Paris', '2026-03-29 03:00:00', '2026-03-29T01:00:00.000Z'],
    [
      'an hour that comes twice is its first',
      'Europe/Paris',
      '2026-10-25 02:30:00',
      '2026-10-25T00:30:00.000Z',
    ],
    ['first second after it', 'Europe/Paris', '2026-10-25 03:00:00', '2026-10-25T02:00:00.000Z'],
    ['an offset', '+02:00', '2026-01-15 12:00:00', '2026-01-15T10:00:00.000Z'],
    ['an offset behind UTC', '-03:30', '2026-07-15 12:00:00', '2026-07-15T15:30:00.000Z'],
    ['a zone of half an hour', 'Asia/Kolkata', '2026-01-15 12:00:00', '2026-01-15T06:30:00.000Z'],
    ['a change of half an hour', 'Australia/Lord_Howe', '2026-04-05 02:00:00', '2026-04-04T15:30:00.000Z'],
    [
      'the far side of the date line',
      'Pacific/Kiritimati',
      '2026-01-15 12:00:00',
      '2026-01-14T22:00:00.000Z',
    ],
    ['west of Greenwich', 'America/New_York', '2026-11-01 12:00:00', '2026-11-01T17:00:00.000Z'],
  ] as const;
  for (const [title, zone, stamp, time] of cases) {
    test(`${zone}, ${title}`, () => assert.equal(read('readRfc3339', stamp, zone), time));
  }

  test('is read in the new zone after the context has changed', () => {
    const stamps = reader('Europe/Paris');
    stamps.readRfc3339('2026-01-15 12:00:00', 0);
    stamps.begin('Asia/Kolkata', Date.parse('2026-11-21T08:00:00Z'));
    assert.equal(toRfc3339(Number(stamps.readRfc3339('2026-01-15 12:00:00', 0))), '2026-01-15T06:30:00.000Z');
  });
});

test('one reader reads stamps in any order as a new one reads each', () => {
  const stamps = [
    'Nov 21 00:51:51',
    'Nov 21 00:51:52.5',
    'Nov 22 00:00:00',
    'Nov 21 99:00:00',
    'Nov 21 00:51:51',
    '2026-11-21T00:51:51.1+01:00',
    '2026-11-21T00:51:51.2Z',
    '2026-11-21 00:51:51',
    'Feb 29 00:00:00',
    'Feb 30 00:00:00',
    'Nov 21 00:51:5x',
  ];
  const one = reader('Europe/Paris');
  const together = stamps.map((stamp) => one.readSyslog(stamp, 0));
  const apart = stamps.map((stamp) => reader('Europe/Paris').readSyslog(stamp, 0));
  assert.deepEqual(together, apart);
});

describe('a number in a JSON log', () => {
  for (const [value, time] of [
    [1_795_161_604, '2026-11-20T08:00:04.000Z'],
    [1_795_161_604.123, '2026-11-20T08:00:04.123Z'],
    [1_795_161_604_500, '2026-11-20T08:00:04.500Z'],
    [1_795_161_604_500_000, '2026-11-20T08:00:04.500Z'],
    [1_795_161_604_500_000_000, '2026-11-20T08:00:04.500Z'],
  ] as const) {
    test(String(value), () => assert.equal(toRfc3339(Number(epochNumber(value))), time));
  }
  for (const value of [0, -1, 0.35, 86_400, 99_999_999, Number.NaN, Number.POSITIVE_INFINITY, 1e20]) {
    test(`${value} is no time`, () => assert.equal(epochNumber(value), null));
  }
});
