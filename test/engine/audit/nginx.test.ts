import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { effectiveNginx } from '../../../src/engine/audit/nginx/effective.ts';
import { auditSettings } from '../../../src/engine/audit/settings.ts';
import { defaultPolicy } from './default-policy.ts';

const policy = defaultPolicy();
const read = (text: string, files: Readonly<Record<string, string>> = {}) =>
  effectiveNginx(
    { path: 'nginx.conf', text },
    (pattern) =>
      Object.entries(files).flatMap(([path, own]) => (path === pattern ? [{ path, text: own }] : [])),
    ({ ssl }) => (ssl ? 'https' : 'http'),
  );
const weak = (text: string, files?: Readonly<Record<string, string>>) =>
  auditSettings(read(text, files).settings, policy).map(({ setting, source, line }) => {
    return `${source}:${line} ${setting?.replace(/ \(.*/s, '')}`;
  });
const server = (text: string) => `server { listen 80; server_name a.example; server_tokens off; ${text} }`;

describe('what a server listens on', () => {
  for (const [listen, wanted] of [
    ['listen 8080;', '*:8080 tcp http'],
    ['listen *:8443 ssl http2;', '*:8443 tcp https'],
    ['listen 127.0.0.1:9000;', '127.0.0.1:9000 tcp http'],
    ['listen localhost;', 'localhost:80 tcp http'],
    ['listen [::1]:81;', '::1:81 tcp http'],
    ['listen 443 quic;', '*:443 udp https'],
    ['listen 443; ssl on;', '*:443 tcp https'],
    ['server_name x;', '*:80 tcp http'],
  ] as const) {
    it(`${listen} -> ${wanted}`, () => {
      const [one] = read(`server { ${listen} }`).services;
      assert.equal(`${one?.bind}:${one?.port} ${one?.transport} ${one?.service}`, wanted);
    });
  }

  it('a Unix socket and the servers of an upstream open no port', () => {
    const text = 'upstream u { server 10.0.0.1:8080; } server { listen unix:/run/x.sock; }';
    assert.deepEqual(read(text).services, []);
  });
});

describe('how it is set', () => {
  for (const [what, text, wanted] of [
    ['listings of folders', server('location /f/ {\n autoindex on; }'), ['nginx.conf:2 autoindex']],
    ['an alias that leads out', server('location /i { alias /srv/i/; }'), ['nginx.conf:1 alias_traversal']],
    ['an alias with both slashes', server('location /i/ { alias /srv/i/; }'), []],
    ['an exact location with an alias', server('location = /i { alias /srv/i/; }'), []],
    ['old protocols', server('ssl_protocols TLSv1.1 TLSv1.2;'), ['nginx.conf:1 ssl_protocols']],
    ['ciphers that are ruled out', server("ssl_ciphers 'HIGH:!aNULL:!MD5:!RC4';"), []],
    ['ciphers that are let in', server('ssl_ciphers HIGH:RC4-SHA;'), ['nginx.conf:1 ssl_ciphers']],
    ['the whole disk', server('root /;'), ['nginx.conf:1 root']],
    ['a folder of a user with a slash', server('root /home/;'), ['nginx.conf:1 root']],
    ['a door of administrators', server('location /phpMyAdmin { }'), ['nginx.conf:1 open_location']],
    [
      'one that asks for a password on TLS',
      'server { listen 443 ssl; server_tokens off; location /admin { auth_basic x; } }',
      [],
    ],
    ['one for some addresses', server('location /admin { allow 10.0.0.0/8; deny all; }'), []],
    ['one that the server protects', server('deny all; location /admin { }'), []],
    ['one that is refused', server('location /admin { return 403; }'), []],
    ['one behind a regular expression', server('location ~* ^/admin { }'), ['nginx.conf:1 open_location']],
    ['a page of figures', server('location /s { stub_status; }'), ['nginx.conf:1 open_location']],
    [
      'the same for this machine',
      'server { listen 127.0.0.1:80; server_tokens off; location /s { stub_status; } }',
      [],
    ],
    [
      'a proxy to Elasticsearch',
      server('location /es/ { proxy_pass http://127.0.0.1:9200/; }'),
      ['nginx.conf:1 open_proxy_port'],
    ],
    ['a proxy to an application', server('location / { proxy_pass http://127.0.0.1:3000; }'), []],
    ['passwords in clear text', server('location /p { auth_basic x; }'), ['nginx.conf:1 clear_text_auth']],
    [
      'the same where port 80 only leads to TLS',
      server('return 301 https://$host$request_uri; location /p { auth_basic x; }'),
      [],
    ],
    ['its version, by default', 'http { server { listen 80; } }', ['nginx.conf:0 server_tokens']],
    ['its version off for all', 'http { server_tokens off; server { listen 80; } }', []],
    ['a lone file of a site says nothing of defaults', 'server { listen 80; }', []],
  ] as const) {
    it(what, () => assert.deepEqual(weak(text), wanted));
  }

  it('what a file says that is included is told with its own place', () => {
    const found = weak('http { server_tokens off; include sites/a; }', {
      'sites/a': 'server {\nlisten 80;\nautoindex on;\n}',
    });
    assert.deepEqual(found, ['sites/a:3 autoindex']);
  });

  it('one setting that several servers inherit is one finding, for none of them alone', () => {
    const { settings } = read('http { server_tokens on; server { listen 80; } server { listen 81; } }');
    assert.deepEqual(
      settings.map(({ name, scope }) => [name, scope]),
      [['server_tokens', null]],
    );
  });
});

describe('what is broken or hostile', () => {
  for (const [what, text, reasons] of [
    ['a block that is not closed', 'server {\n listen 80;\n', [[1, 'the block of "server" is not closed']]],
    ['a brace too many', 'server { listen 80; }\n}', [[2, 'a "}" that closes nothing']]],
    ['no semicolon', 'server { listen 80 }', [[1, '"listen" is not ended by ";"']]],
    [
      'an open quotation mark',
      'server_name "x',
      [
        [1, 'a quotation mark that is not closed'],
        [1, '"server_name" is not ended by ";"'],
      ],
    ],
    ['code in Lua', 'server { listen 80; content_by_lua_block { if x then y = {} end } }', []],
    ['remarks, quotes and variables', 'server { # {\n listen 80; set $a "b;c"; set $d $\u007be}f; }', []],
  ] as const) {
    it(what, () => {
      const { bad } = read(text);
      assert.deepEqual(
        bad.map(({ line, reason }) => [line, reason]),
        reasons,
      );
    });
  }

  it('a file that includes itself ends, and blocks a thousand deep are named', () => {
    const itself = read('include me; server { listen 80; }', { me: 'include me; server { listen 81; }' });
    assert.equal(itself.services.length, 2);
    assert.match(read('a {'.repeat(1000)).bad[0]?.reason ?? '', /deeper/);
  });

  it('a file of nothing but one mark is read', () => {
    for (const text of ['{', '}', '"', '\\', '$\u007b', 'a ', ';']) {
      assert.ok(read(text.repeat(300_000)).badTotal >= 0);
    }
  });
});
