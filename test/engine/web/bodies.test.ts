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
    ['sqli', 'body parameter comment', "comment=<p>x</p>' or 1=1-- -"],
    ['command', 'body in JSON', json({ html: '<p>a</p>; cat /etc/passwd' })],
    ['xss', 'body in JSON', json({ html: '<p>hello you there</p><script>alert(1)</script>' })],
    ['lfi', 'body', '<!DOCTYPE r PUBLIC "-//W3C//DTD XHTML//EN" "http://a.example/x.dtd"><r/>'],
    ['lfi', 'body parameter c', 'c=<img src="../../../../etc/passwd">'],
    ['lfi', 'body parameter f', 'f=..%2Fa.php%00.jpg'],
    ['sqli', 'body in JSON', `{"index":{}}\n{"user":"x' or 1=1-- -"}\n`],
    ['sqli', 'body in JSON', `${json({ user: "x' or 1=1-- -", rest: 'a'.repeat(20_000) })}`],
    ['query', 'body', '{"where":{"password":{"$ne":1}},"where":{"a":1}}'],
    ['query', 'body', json({ where: { a: { $ne: 1 } }, user: { $ne: null } })],
    ['code', 'body', '{"where":{"a":{"$ne":1}},"__proto__":{"admin":true}}'],
    ['command', 'body parameter host', 'host=127.0.0.1%0Aexport+A=1%0Aid'],
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
    // A message of gRPC, a form that holds a picture.
    "\0\0\0\0\u0012\n\u0005O'Neil\u0012\u0003;ls\u001a\u0001|",
    'data=%89PNG%0D%0A%1A%0A%00%00%00%0DIHDR%00%00%00%01;ls%00|id',
    '<?xml version="1.0"?><!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd"><plist version="1.0"><dict><key>a</key></dict></plist>',
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"><html></html>',
    // TinyMCE makes addresses of the own site relative ones.
    'content=%3Cp%3E%3Cimg+src%3D%22../../../wp-content/uploads/a.jpg%22+alt%3D%22%22+/%3E%3C/p%3E',
    json({ data: json({ html: '<a href="../../index.html">back</a>' }) }),
    json({ content: '<p>Union members select a leader from three; insert coin</p>' }),
    json({
      text: '```js\nconst fs = require("fs");\nfs.readFile("/etc/hosts", (e, d) => console.log(d))\n```',
    }),
    json({ text: '/etc/nginx/nginx.conf: add `server_name a;`' }),
    json({ text: 'first line\nexport FOO=bar\nrun it' }),
    json({ stack: 'Error: x\n    at a (file:///app/src/a.js:1:2)' }),
    json({ where: { state: { $ne: 'deleted' }, owner: { $in: [1, 2] } }, _method: 'GET' }),
    `{"index":{"_index":"a"}}\n{"message":"GET /etc/hosts; it's ok"}\n`,
    json(
      Array.from({ length: 300 }, (_, id) => ({
        id,
        html: `<p>It's "nice"; tea & cake -- or not ${id}</p>`,
      })),
    ),
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
  '<p>',
  '</p ',
  '\n```\n',
  'src="../',
  'file:///a:1',
  '<!doctype a public "-//',
  '\0',
  '{"where":{',
  '}\n{"',
  '{"\\"',
];
for (const unit of PUMPED) {
  test(`linear when pumped with ${json(unit)}`, () =>
    assertLinear(unit, (length) => find(pumped(unit, length)), {
      longest: 65_536,
      quickMs: 60,
      mostMs: 2000,
    }));
}
