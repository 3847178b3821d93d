import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Intelligence } from '../../../src/engine/intel/intelligence.ts';
import { NOTHING_KNOWN, RangeTable } from '../../../src/engine/intel/range-table.ts';
import { readCountries, readRanges } from '../../../src/engine/intel/read-ranges.ts';
import { parseRange } from '../../../src/model/addresses/ip-range.ts';
import { fc } from '../../support/properties.ts';

const table = (text: string) => new RangeTable(readRanges(text).items.map((range) => ({ range, value: 0 })));
const isIn = (text: string, address: string) => table(text).find(address) !== NOTHING_KNOWN;

describe('a list of addresses', () => {
  for (const [line, inside, outside] of [
    ['192.0.2.7', '192.0.2.7', '192.0.2.8'],
    ['192.0.2.0/24 ; SBL1 # remark', '192.0.2.255', '192.0.3.0'],
    ['192.0.2.9-192.0.2.11', '192.0.2.10', '192.0.2.12'],
    ['2001:db8::/32', '2001:db8:ffff::1', '2001:db9::'],
    ['2001:db8::1', '2001:db8::1', '2001:db8::2'],
    ['# nothing\n\n; here\r\n203.0.113.1,extra', '203.0.113.1', '203.0.113.2'],
    ['0.0.0.0/0', '1.2.3.4', '2001:db8::1'],
    [
      '{"prefixes": [{"ipv4Prefix": "66.249.64.0/27"}, {"ipv6Prefix": "2001:4860::/64"}]}',
      '66.249.64.31',
      '66.249.64.32',
    ],
  ] as const) {
    it(line.slice(0, 40), () => assert.deepEqual([isIn(line, inside), isIn(line, outside)], [true, false]));
  }

  it('lines that are no address are counted, the first is named, and the others are read', () => {
    const { items, bad } = readRanges('1.2.3.4\nnonsense\n10.0.0.9-10.0.0.1\n300.1.1.1\n5.6.7.8\n{}');
    assert.equal(items.length, 2);
    assert.deepEqual(bad, { count: 4, line: 2, text: 'nonsense' });
    assert.match(readRanges('{broken').bad?.text ?? '', /prefixes/);
  });
});

describe('countries', () => {
  for (const [what, text, address, country] of [
    ['first, last, code', '1.0.0.0,1.0.0.255,AU\n1.0.1.0,1.0.3.255,CN\n', '1.0.2.7', 'CN'],
    ['numbers in quotes', '"0","16777215","-","-"\n"16777216","16777471","AU","Australia"', '1.0.0.9', 'AU'],
    ['a network and a code', '2001:db8::/32,fr\n', '2001:db8::7', 'FR'],
    [
      'names of columns',
      'network,country,country_code\n1.0.0.0/24,"Korea, Republic of",KR\n',
      '1.0.0.1',
      'KR',
    ],
    [
      'IPv6 as numbers',
      '"42540766411282592856903984951653826560","42540766490510755371168322545197776895","DE"',
      '2001:db8::1',
      'DE',
    ],
  ] as const) {
    it(what, () => {
      const { items, bad } = readCountries(text);
      assert.equal(bad, null);
      const found = new RangeTable(items.map(({ range }, value) => ({ range, value }))).find(address);
      assert.equal(items[found]?.country, country);
    });
  }

  it('a narrower range within a wider one counts, and the rest of the wider one stays', () => {
    const { items } = readCountries('10.0.0.0/8,US\n10.1.0.0/16,FR\n');
    const countries = new RangeTable(items.map(({ range }, value) => ({ range, value })));
    assert.deepEqual(
      ['10.0.0.1', '10.1.2.3', '10.2.0.0'].map((address) => items[countries.find(address)]?.country),
      ['US', 'FR', 'US'],
    );
  });
});

it('finds exactly what looking through all ranges finds', () => {
  const byte = fc.integer({ min: 0, max: 255 });
  const range = fc.tuple(fc.integer({ min: 0, max: 3 }), byte, fc.integer({ min: 8, max: 32 }));
  fc.assert(
    fc.property(
      fc.array(range, { maxLength: 20 }),
      fc.integer({ min: 0, max: 3 }),
      byte,
      (ranges, high, low) => {
        const lines = ranges.map(([a, b, bits]) => `10.${a}.${b}.0/${bits}`);
        const address = `10.${high}.${low}.0`;
        const at = parseRange(address)?.first ?? 0n;
        const expected = lines.some((line) => {
          const one = parseRange(line);
          return one !== null && one.first <= at && at <= one.last;
        });
        assert.equal(isIn(lines.join('\n'), address), expected);
      },
    ),
    { numRuns: 200 },
  );
});

it('tells country, lists and crawler together; of an address of which no file says anything, null', () => {
  const { items } = readCountries('66.249.64.0,66.249.95.255,US');
  const intelligence = new Intelligence({
    countries: new RangeTable(items.map(({ range }) => ({ range, value: 0 }))),
    codes: ['US'],
    lists: [
      { name: 'drop', table: table('66.249.64.0/24') },
      { name: 'other', table: table('192.0.2.1') },
    ],
    crawlers: [{ name: 'googlebot', table: table('66.249.64.0/27') }],
  });
  assert.deepEqual(intelligence.of('66.249.64.5'), { country: 'US', lists: ['drop'], crawler: 'googlebot' });
  assert.deepEqual(intelligence.of('192.0.2.1'), { country: null, lists: ['other'], crawler: null });
  assert.equal(intelligence.of('203.0.113.1'), null);
  assert.equal(intelligence.of('evil.example'), null);
  intelligence.take({ countries: null, codes: [], lists: [], crawlers: [] });
  assert.equal(intelligence.of('66.249.64.5'), null);
});
