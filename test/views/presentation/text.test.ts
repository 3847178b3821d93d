import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { techniques } from '../../../src/model/alerts/attack.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/model/time.ts';
import { withClock } from '../../../src/views/presentation/frame/clock.ts';
import { alertAddress } from '../../../src/views/presentation/lists/address.ts';
import { tacticWords } from '../../../src/views/presentation/words/attack.ts';
import { commandText } from '../../../src/views/presentation/words/command-text.ts';
import {
  cutMiddle,
  cutPart,
  cutStart,
  dropColumns,
  wrapWords,
} from '../../../src/views/presentation/words/cut.ts';
import { formatBytes, groupDigits, shortCount } from '../../../src/views/presentation/words/numbers.ts';
import {
  durationWords,
  fullPeriod,
  fullTime,
  periodOf,
  shortDuration,
  stamp,
  stampWidths,
} from '../../../src/views/presentation/words/times.ts';
import { alert } from '../fixture.ts';

const NOW = Date.UTC(2026, 10, 21, 0, 54, 7);

describe('a sentence cut at the end of one of its parts', () => {
  const cases: readonly [string, number, string][] = [
    ['open the row: all that is known, with evidence', 60, 'open the row: all that is known, with evidence'],
    ['open the row: all that is known, with evidence', 45, 'open the row: all that is known…'],
    ['ban the address of the row: asks first', 30, 'ban the address of the row…'],
    ['filter :save, now', 16, 'filter :save…'],
    ['no part of it ends before that', 10, 'no part o…'],
    ['日本語日本語, 日本', 15, '日本語日本語…'],
    ['日本語日本語, 日本', 13, '日本語日本語…'],
  ];
  for (const [text, width, cut] of cases) {
    it(`"${text}" in ${width} columns is "${cut}"`, () => assert.equal(cutPart(text, width, '…'), cut));
  }
});

describe('a stamp, seen from 2026-11-21', () => {
  const cases: readonly [string, ...string[]][] = [
    ['2026-11-21T00:12:33Z', '00:12', '00:12:33', '00:12:33'],
    ['2026-11-20T23:59:59Z', '20Nov', 'Fr 23:59', '20Nov 23:59'],
    ['2026-11-14T10:00:00Z', '14Nov', '14 Nov', '14Nov 10:00'],
    ['2026-11-22T10:00:00Z', '22Nov', '22 Nov', '22Nov 10:00'],
    ['2023-06-25T14:22:01Z', '2023', 'Jun 2023', '25 Jun 2023'],
  ];
  for (const [time, ...texts] of cases) {
    it(`of ${time} is ${texts.join(', ')}`, () => {
      const at = Date.parse(time);
      assert.deepEqual([stamp(at, NOW, 5), stamp(at, NOW, 8), stamp(at, NOW, 11)], texts);
    });
  }
  it('is wider only where there is more to say', () => {
    assert.deepEqual(stampWidths([NOW - 1000, null], NOW), [5, 8]);
    assert.deepEqual(stampWidths([NOW - 1000, NOW - DAY_MS], NOW), [5, 8, 11]);
  });
  it('of a period names the day once', () => {
    const start = Date.UTC(2026, 10, 20, 14, 22, 7);
    assert.equal(periodOf(NOW - 7000, NOW, NOW, '–'), '00:54:00 – 00:54:07');
    assert.equal(periodOf(start, start + HOUR_MS, NOW, '–'), '20Nov 14:22 – 15:22');
    assert.equal(periodOf(start, start + 10 * HOUR_MS, NOW, '–'), '20Nov 14:22 – 00:22:07');
    assert.equal(fullPeriod(start, start + 7000, '–'), '2026-11-20 14:22:07 – 14:22:14');
    assert.equal(fullPeriod(start, start + DAY_MS, '–'), '2026-11-20 14:22:07 – 2026-11-21 14:22:07');
  });
  it('calls a moment no period', () => {
    assert.equal(periodOf(NOW, NOW + 400, NOW, '–'), '00:54:07');
    assert.equal(fullPeriod(NOW, NOW + 400, '–'), '2026-11-21 00:54:07');
  });
  it('of no time, or one no clock can show, is a sign', () => {
    assert.deepEqual([stamp(null, NOW, 5), stamp(Number.NaN, NOW, 8), stamp(1e17, NOW, 8)], ['-', '?', '?']);
    assert.equal(fullTime(Number.NaN), 'unknown time');
  });
});

describe('the clock that the writer moves by itself', () => {
  it('is that of the header, and of the banner of a wall', () => {
    assert.equal(withClock(' SOC ● LIVE 00:00:00Z  0 ev/s', NOW), ' SOC ● LIVE 00:54:07Z  0 ev/s');
    assert.equal(withClock(' auth.log SILENT   NOW 00:00:00Z ', NOW), ' auth.log SILENT   NOW 00:54:07Z ');
    assert.equal(withClock(' PAUSED 00:00:00Z', NOW), ' PAUSED 00:00:00Z');
  });
});

describe('durations', () => {
  it('have two units at most', () => {
    const all = [
      0,
      41_000,
      581_000,
      3 * HOUR_MS + 12 * MINUTE_MS,
      6 * DAY_MS + 4 * HOUR_MS,
      1245 * DAY_MS,
      -5,
    ];
    assert.deepEqual(all.map(shortDuration), ['0s', '41s', '9m41s', '3h12m', '6d04h', '1245d', '0s']);
  });
  it('are words in a menu', () => {
    const all = [10 * MINUTE_MS, HOUR_MS, DAY_MS, 7 * DAY_MS, null];
    assert.deepEqual(all.map(durationWords), ['10 minutes', '1 hour', '1 day', '7 days', 'permanent']);
    // Bans that were made longer: from their start to the new end.
    const longer = [10 * MINUTE_MS + 4000, 7 * DAY_MS + 214_000, 90_000];
    assert.deepEqual(longer.map(durationWords), ['10m04s', '7d00h', '90 seconds']);
  });
});

describe('numbers', () => {
  it('are grouped in thousands', () => {
    assert.deepEqual([0, 999, 1284, 1234567].map(groupDigits), ['0', '999', '1 284', '1 234 567']);
  });
  it('are shortened to the room there is', () => {
    assert.deepEqual(
      [412, 99_999, 100_000, 12_345_678, 999_999_999].map((value) => shortCount(value, 5)),
      ['412', '99999', '100.0k', '12.3M', '1.0G'].map((text) => (text.length > 5 ? '100k' : text)),
    );
  });
  it('of bytes have a unit', () => {
    assert.deepEqual([0, 412, 1200, 61_234, 5_000_000_000].map(formatBytes), [
      '0 B',
      '412 B',
      '1.2 KB',
      '61.2 KB',
      '5.0 GB',
    ]);
  });
});

describe('cutting', () => {
  it('keeps both ends of an address', () => {
    assert.equal(cutMiddle('2001:db8:85a3:8d3:1319:8a2e:370:7348', 15, '…'), '2001:db…70:7348');
    assert.equal(cutMiddle('203.0.113.7', 15, '…'), '203.0.113.7');
  });
  it('keeps the end of a path', () => {
    assert.equal(cutStart('/var/log/nginx/access.log', 12, '…'), '…/access.log');
  });
  it('scrolls by columns, not by characters', () => {
    assert.equal(dropColumns('管理者 log', 4), '者 log');
    assert.equal(dropColumns('short', 20), '');
  });
  it('wraps at blanks, and breaks a word only when it is wider than the line', () => {
    assert.deepEqual(wrapWords('Ban the address, and check', 12, 5, '…'), [
      'Ban the',
      'address, and',
      'check',
    ]);
    assert.deepEqual(wrapWords('a '.repeat(20).trim(), 5, 2, '…'), ['a a a', 'a a …']);
    assert.deepEqual(wrapWords('x'.repeat(9), 4, 5, '…'), ['xxxx', 'xxxx', 'x']);
  });
});

describe('a command', () => {
  it('shows each argument apart, blanks and quotes included', () => {
    assert.equal(
      commandText(['nft', 'add', 'element', '{ 203.0.113.7 }', '--comment=a"b', '']),
      'nft add element "{ 203.0.113.7 }" "--comment=a\\"b" ""',
    );
  });
});

describe('an alert', () => {
  it('is about the address in its group, and about nobody where the group has none', () => {
    const cases: readonly [Readonly<Record<string, string>>, string | null][] = [
      [{ src_ip: '203.0.113.7' }, '203.0.113.7'],
      [{ user: 'bob', src_ip: '203.0.113.7' }, '203.0.113.7'],
      [{ 'c-ip': '2001:DB8::7' }, '2001:db8::7'],
      [{ user: 'bob' }, null],
      [{}, null],
      [{ src_ip: 'not an address', user: '203.0.113.7' }, null],
    ];
    for (const [group, expected] of cases) assert.equal(alertAddress(alert({ id: 'x', group })), expected);
  });
  it('names its techniques and tactics from the tags of its rule', () => {
    const tags = [
      'attack.t1110.001',
      'attack.credential-access',
      'attack.initial_access',
      'cve.2021-1234',
      'attack.tXX',
    ];
    assert.deepEqual(techniques(tags), ['T1110.001']);
    assert.deepEqual(tacticWords(tags), ['credential access', 'initial access', 'tXX']);
  });
});
