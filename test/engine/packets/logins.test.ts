import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ACK, type Ends, ethernet, type Made, PSH_ACK, pcap, reversed, SYN, tcp } from './build.ts';
import {
  LDAP_LET_IN,
  LDAP_REFUSED,
  MQTT_LET_IN,
  MQTT_REFUSED,
  MYSQL_LET_IN,
  MYSQL_REFUSED,
  POSTGRESQL_LET_IN,
  POSTGRESQL_REFUSED,
  SMB1_REFUSED,
  SMB3_REFUSED,
} from './login-talks.ts';
import { analyse } from './read.ts';
import { START } from './traffic.ts';

const CLIENT = '192.0.2.7';
const SERVER = '203.0.113.5';

/** A connection that is made, and what is then said. */
function talk(port: number, said: readonly string[], at = START, from = 40_000): Made[] {
  const ends: Ends = [CLIENT, from, SERVER, port];
  const packets = [
    ...[tcp(ends, SYN), tcp(reversed(ends), SYN | ACK), tcp(ends, ACK)],
    ...said.map((segment) =>
      segment.startsWith('<')
        ? tcp(reversed(ends), PSH_ACK, Buffer.from(segment.slice(1), 'hex'))
        : tcp(ends, PSH_ACK, Buffer.from(segment, 'hex')),
    ),
  ];
  return packets.map((bytes, index) => ({ time: at + index, bytes: ethernet(bytes) }));
}

/** Who was told to have logged in at what, and of whom a password went by. */
function told(made: readonly Made[]): unknown[] {
  return analyse(pcap(made)).records.map((record) => {
    if (record.kind === 'login') return [record.service, record.user, record.outcome];
    return record.kind === 'finding' ? [record.service, record.fields.login_service, record.user] : record;
  });
}

const hex = (text: string): string => Buffer.from(text.replaceAll('\n', '\r\n')).toString('hex');

/** A packet of SQL Server: its kind, then tokens. */
function tds(kind: number, ...tokens: readonly Buffer[]): string {
  const body = Buffer.concat(tokens);
  const head = Buffer.from([kind, 1, (8 + body.length) >> 8, (8 + body.length) & 255, 0, 0, 1, 0]);
  return Buffer.concat([head, body]).toString('hex');
}

function token(kind: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([kind, body.length & 255, body.length >> 8]), body]);
}

function sqlServerError(number: number, text: string): Buffer {
  const head = Buffer.alloc(8);
  head.writeInt32LE(number);
  head.writeUInt16LE(text.length, 6);
  return token(0xaa, Buffer.concat([head, Buffer.from(text, 'utf16le'), Buffer.alloc(6)]));
}

const BEFORE_LOGIN = tds(0x12, Buffer.alloc(20));
const REDIS_WRONG = `<${hex('-WRONGPASS invalid username-password pair\n')}`;

describe('what a server decides of a login in a protocol that is no text', () => {
  const cases: readonly (readonly [name: string, port: number, said: readonly string[], told: unknown[]])[] =
    [
      ['MariaDB refuses', 3306, MYSQL_REFUSED, [['mysql', 'bob', 'failure']]],
      ['MariaDB lets in', 3306, MYSQL_LET_IN, [['mysql', 'bob', 'success']]],
      [
        'MySQL 8 knows the password already, and says so before it lets in',
        3306,
        [MYSQL_LET_IN[1] as string, '<0200000201030700000300000002000000'],
        [['mysql', 'bob', 'success']],
      ],
      [
        'MySQL wants another way of proving it first',
        3306,
        [
          MYSQL_LET_IN[1] as string,
          '<2c000002fe6d7973716c5f6e61746976655f70617373776f726400',
          '14000003aabb',
          '<48000004ff150423',
        ],
        [['mysql', 'bob', 'failure']],
      ],
      ['MariaDB does not know the database', 3306, [MYSQL_LET_IN[1] as string, '<48000002ff190423'], []],
      ['MariaDB speaks of packets out of order', 3306, ['0100000001', '<21000001ff840423'], []],
      ['PostgreSQL refuses', 5432, POSTGRESQL_REFUSED, [['postgresql', 'postgres', 'failure']]],
      ['PostgreSQL lets in', 5432, POSTGRESQL_LET_IN, [['postgresql', 'postgres', 'success']]],
      [
        'PostgreSQL lets nobody in from there',
        5432,
        [POSTGRESQL_LET_IN[0] as string, `<450000001b${hex('SFATAL\0C28000\0Mno entry\0\0')}`],
        [],
      ],
      ['Samba refuses, the old way', 445, SMB1_REFUSED, [['smb', 'root', 'failure']]],
      ['Samba refuses', 445, SMB3_REFUSED, [['smb', 'root', 'failure']]],
      [
        'OpenLDAP refuses',
        389,
        LDAP_REFUSED,
        [
          ['credentials', 'ldap', 'cn=admin,dc=x,dc=org'],
          ['ldap', 'cn=admin,dc=x,dc=org', 'failure'],
        ],
      ],
      [
        'OpenLDAP lets in',
        389,
        LDAP_LET_IN,
        [
          ['credentials', 'ldap', 'cn=admin,dc=x,dc=org'],
          ['ldap', 'cn=admin,dc=x,dc=org', 'success'],
        ],
      ],
      [
        'OpenLDAP lets somebody look around without a name',
        389,
        ['300c020101600702010304008000', '<300c02010161070a010004000400'],
        [],
      ],
      [
        'Redis refuses a password, then a name and one, then lets in',
        6379,
        [
          hex('*2\n$4\nAUTH\n$6\nsesame\n'),
          REDIS_WRONG,
          hex('auth bob sesame\n'),
          REDIS_WRONG,
          hex('*5\n$5\nHELLO\n$1\n3\n$4\nAUTH\n$3\nbob\n$6\nsesame\n'),
          `<${hex('%7\n')}`,
        ],
        [
          ['credentials', 'redis', null],
          ['redis', null, 'failure'],
          ['credentials', 'redis', 'bob'],
          ['redis', 'bob', 'failure'],
          ['redis', 'bob', 'success'],
        ],
      ],
      [
        'Redis has no password, and does what it is told next',
        6379,
        [
          ...[hex('AUTH x\n'), `<${hex('-ERR AUTH called without any password configured\n')}`],
          ...[hex('SET a b\n'), `<${hex('+OK\n')}`],
        ],
        [['credentials', 'redis', null]],
      ],
      [
        'mosquitto refuses',
        1883,
        MQTT_REFUSED,
        [
          ['credentials', 'mqtt', 'bob'],
          ['mqtt', 'bob', 'failure'],
        ],
      ],
      [
        'mosquitto lets in',
        1883,
        MQTT_LET_IN,
        [
          ['credentials', 'mqtt', 'bob'],
          ['mqtt', 'bob', 'success'],
        ],
      ],
      [
        'SQL Server refuses',
        1433,
        [
          BEFORE_LOGIN,
          `<${tds(4, Buffer.alloc(20))}`,
          `<${tds(4, sqlServerError(18_456, "Login failed for user 'sa'."))}`,
        ],
        [['mssql', 'sa', 'failure']],
      ],
      [
        'SQL Server lets in',
        1433,
        [
          BEFORE_LOGIN,
          `<${tds(4, token(0xe3, Buffer.alloc(9)), sqlServerError(5701, 'Changed.'), token(0xad, Buffer.alloc(12)))}`,
        ],
        [['mssql', null, 'success']],
      ],
      ['the same words at another port', 3307, MYSQL_REFUSED, []],
      ['a refusal that nobody asked for', 3306, [MYSQL_REFUSED[2] as string], []],
    ];
  for (const [name, port, said, expected] of cases) {
    test(name, () => assert.deepEqual(told(talk(port, said)), expected));
    test(`${name}, each packet shown three times`, () => {
      const shown = talk(port, said).flatMap((packet) => [packet, packet, packet]);
      assert.deepEqual(told(shown), expected);
    });
  }

  test('its password is not kept', () => {
    const analysis = analyse(
      pcap([...talk(389, LDAP_LET_IN), ...talk(1883, MQTT_LET_IN, START + 100, 40_001)]),
    );
    const kept = analysis.records.map(({ packet }) => analysis.analysis.samples.get(packet)?.bytes ?? []);
    assert.ok(kept.length > 0);
    for (const text of [
      JSON.stringify(analysis.records),
      ...kept.map((bytes) => Buffer.from(bytes).toString('latin1')),
    ])
      assert.ok(!text.includes('sekret'));
  });
});

describe('who logs in again and again', () => {
  const each = (count: number, said: readonly string[], step: number): Made[] =>
    Array.from({ length: count }, (_, index) =>
      talk(3306, said, START + step * index, 20_000 + index),
    ).flat();

  test('is told of once a minute', () => {
    assert.equal(told(each(130, MYSQL_LET_IN, 1000)).length, 3);
  });

  test('is told of when he was refused before, however lately he got in', () => {
    const made = [
      ...each(3, MYSQL_LET_IN, 1000),
      ...talk(3306, MYSQL_REFUSED, START + 5000),
      ...talk(3306, MYSQL_LET_IN, START + 6000, 40_001),
    ];
    assert.deepEqual(
      told(made).map((login) => (login as string[])[2]),
      ['success', 'failure', 'success'],
    );
  });

  test('is told of each time that he is refused', () => {
    assert.equal(told(each(50, MYSQL_REFUSED, 100)).length, 50);
  });
});

test('bytes that are cut or turned anywhere are no login of somebody else, and no harm', () => {
  const talks = [
    [3306, MYSQL_REFUSED],
    [5432, POSTGRESQL_REFUSED],
    [445, SMB3_REFUSED],
    [445, SMB1_REFUSED],
    [389, LDAP_REFUSED],
    [1883, MQTT_REFUSED],
  ] as const;
  for (const [port, said] of talks) {
    for (let at = 0; at < 400; at++) {
      const changed = said.map((segment) => {
        const mark = segment.startsWith('<') ? '<' : '';
        const bytes = Buffer.from(segment.slice(mark.length), 'hex');
        if (at % 2 === 0) return mark + bytes.subarray(0, at >> 1).toString('hex');
        const place = (at >> 1) % Math.max(1, bytes.length);
        bytes[place] = (bytes[place] as number) ^ 0xff;
        return mark + bytes.toString('hex');
      });
      assert.ok(told(talk(port, changed)).length <= 2);
    }
  }
});
