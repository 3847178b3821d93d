/** What a client sent with its request, in logs that have it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AttackFinder } from '../../../src/engine/web/attacks.ts';
import type { Technique } from '../../../src/engine/web/found.ts';
import { assertLinear, pumped } from '../../support/linear-time.ts';
import { webRequest } from '../../support/log-event.ts';

function find(body: string): Record<string, string> {
  const event = webRequest('/x');
  return { ...new AttackFinder().find({ ...event, fields: { ...event.fields, 'cs-body': body } }) };
}

const json = (value: unknown): string => JSON.stringify(value);
const part = (name: string, value: string): string =>
  `--x1\r\nContent-Disposition: form-data; ${name}\r\n\r\n${value}\r\n--x1--\r\n`;

describe('an attack is found', () => {
  const ATTACKS: readonly (readonly [what: Technique, where: string, body: string])[] = [
    ['sqli', 'body parameter user', 'user=admin%27+or+1%3D1--+-&pass=x'],
    ['sqli', 'body parameter password', "user=admin&password=' or '1'='1"],
    ['command', 'body in JSON', json({ a: { b: ['x', { c: '127.0.0.1; cat /etc/passwd' }] } })],
    ['query', 'body', json({ user: 'admin', pass: { $ne: null } })],
    ['code', 'body', '{"__proto__":{"admin":true}}'],
    ['code', 'body', json({ '@type': 'com.sun.rowset.JdbcRowSetImpl', dataSourceName: 'ldap://x/a' })],
    ['jndi', 'body in JSON', json({ name: `\${jndi:ldap://x.example/a}` })],
    ['lfi', 'body', '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'],
    ['lfi', 'body parameter f', 'f=%2Fetc%2Fpasswd'],
    ['lfi', 'body parameter f', 'f=a+..%2F..%2F..%2Fetc%2Fpasswd'],
    ['lfi', 'body parameter dir', part('name="dir"', '../../../../etc/passwd')],
    ['lfi', 'body file f', part('name="f"; filename="../../../a.php"', 'x')],
    ['xss', 'body parameter c', 'c=%3Cscript%3Ealert(1)%3C/script%3E'],
    ['xss', 'body parameter c', 'c=%3Cinput/onfocus=alert(1)%3E'],
    ['template', 'body parameter n', 'n=%7B%7B7*7%7D%7D'],
    ['sqli', 'body parameter comment', "comment=one two three four' or 1=1-- -"],
  ];
  for (const [what, where, body] of ATTACKS)
    test(body.slice(0, 60), () => assert.ok(find(body)[what]?.startsWith(`${where}`), json(find(body))));
});

describe('what people and programs send is none', () => {
  const ORDINARY = [
    'author=Anna&comment=I%27d+like+to+drop+the+table+off+at+5%3B+is+that+ok%3F+--+Tom',
    'title=A&content=%3Ch2+class%3D%22a%22%3Eb%3C%2Fh2%3E%3Cp%3ESee+%3Ca+href%3D%22https%3A%2F%2Fa.example%22%3Ehere%3C%2Fa%3E%3C%2Fp%3E',
    json({ html: '<iframe width="560" src="https://www.youtube.com/embed/abc"></iframe>' }),
    json({ description: "Fix the <Button>; it's broken -- see #12 and /etc/hosts" }),
    json({ sql: 'SELECT * FROM users WHERE id = 1 LIMIT 10' }),
    json({ filter: { price: { $gte: 10, $lte: 20 } }, sort: { name: 1 } }),
    json({ query: 'query Q($id: ID!) { user(id: $id) { name } }', variables: { id: '1' } }),
    json({ value: '- `type`: what kind of value it is' }),
    json({ value: "var dest = fs.createWriteStream('/dev/null')" }),
    'note=by+parsing+%2Fproc%2Fcpuinfo',
    'log=anna&pwd=%28a%27%29%23%26ON.*x',
    json({ email: 'anna@example.org', password: '*))n!@v"o)S8Sj!s8QJ' }),
    part('name="f"; filename="a.php"', '<?php system($_GET[1]); ?>'),
    '<?xml version="1.0"?><methodCall><methodName>wp.getUsersBlogs</methodName></methodCall>',
    '-',
    '',
  ];
  for (const body of ORDINARY) test(body.slice(0, 60), () => assert.deepEqual(find(body), {}));
});

const PUMPED = [
  '--x\n',
  'a=',
  '{"a":',
  'a b ',
  '<',
  'name="',
  'content-a: b\n',
  'ab cd ',
  '{"$',
  '"',
  '@type',
];
for (const unit of PUMPED) {
  test(`linear when pumped with ${json(unit)}`, () =>
    assertLinear(unit, (length) => find(pumped(unit, length)), {
      longest: 65_536,
      quickMs: 60,
      mostMs: 2000,
    }));
}
