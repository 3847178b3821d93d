import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { loadLinearRegex } from '../../../../src/platform/linear-regex.ts';
import { pathTest, sourceQuery } from '../../../../src/views/state/hunt/row-queries.ts';

/** Whether a line is about the path, as a hunt sees it. */
async function isAbout(path: string, line: string): Promise<boolean> {
  const [, pattern = ''] = /^\|~ (.*)$/s.exec(pathTest(path)) ?? [];
  const regex = pattern.startsWith('`') ? pattern.slice(1, -1) : JSON.parse(pattern);
  return (await loadLinearRegex())(regex)(line);
}

describe('the query for a path', () => {
  for (const line of [
    '198.51.100.1 - - [22/Nov/2026:10:00:00 +0000] "GET /a/x.php?x=1 HTTP/1.1" 200 12',
    '"GET https://ex.com:443/a/x.php HTTP/1.1" "curl"',
    '{"method":"GET","uri":"\\/a\\/x.php?q=1"}',
    '{"url":"https:\\/\\/h\\/a\\/x.php"}',
    '2026-11-22\tGET\td1.example\t/a/x.php\t200',
    'method=GET path=/a/x.php status=200',
    'time=1 uri=/a/x.php',
  ])
    it(`finds ${line}`, async () => assert.ok(await isAbout('/a/x.php', line)));

  for (const line of ['"GET /a/x.php.bak HTTP/1.1"', '"GET /b/a/x.php HTTP/1.1"', '"GET /a/xaphp HTTP/1.1"'])
    it(`passes over ${line}`, async () => assert.equal(await isAbout('/a/x.php', line), false));

  it('finds letters that JSON has escaped, and those of two units', async () => {
    assert.ok(await isAbout('/é', '{"uri":"/\\u00E9"}'));
    assert.ok(await isAbout('/é', '"GET /é HTTP/1.1"'));
    assert.ok(await isAbout('/😀`', '{"uri":"/\\ud83d\\ude00`"}'));
    assert.ok(await isAbout('/😀`', 'path=/😀`'));
  });
});

test('a stream of Loki is asked for by its labels, anything else by its name', () => {
  assert.equal(sourceQuery({ id: 'loki {job="sshd"} |= "x"', kind: 'loki' }), '{job="sshd"} |= "x"');
  assert.equal(sourceQuery({ id: 'loki', kind: 'loki' }), null);
  assert.equal(sourceQuery({ id: 'file:/a "b"', kind: 'file' }), '{source="file:/a \\"b\\""}');
});
