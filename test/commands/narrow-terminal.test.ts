/** What commands print on a terminal of 80 columns, and into a pipe. */
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { auditCommand } from '../../src/commands/audit.ts';
import { explain } from '../../src/commands/explain.ts';
import { Output } from '../../src/commands/output.ts';
import { rules } from '../../src/commands/rules/rules.ts';
import { textWidth } from '../../src/platform/text-width.ts';

const SHIPPED = fileURLToPath(new URL('../../config', import.meta.url));

function terminalOf(columns: number | null): PassThrough {
  return Object.assign(
    new PassThrough({ highWaterMark: 1 << 20 }),
    columns === null ? {} : { isTTY: true, columns },
  );
}

async function printed(
  columns: number | null,
  command: (streams: {
    readonly stdin: () => PassThrough;
    readonly stdout: PassThrough;
    readonly stderr: PassThrough;
  }) => Promise<number>,
): Promise<string> {
  const stdout = terminalOf(columns);
  const code = await command({ stdin: () => new PassThrough(), stdout, stderr: new PassThrough() });
  assert.ok(code <= 1);
  return String(stdout.read());
}

const audit = (columns: number | null) =>
  printed(columns, (streams) =>
    auditCommand(
      {
        ...{ paths: [`${SHIPPED}/demo/services.conf`], format: 'text', output: null, level: 'low' },
        ...{ failOn: null, policy: null, shipped: SHIPPED, language: 'en', state: null, version: '1.0.0' },
      },
      streams,
    ),
  );

const rule = (columns: number | null, ...words: readonly string[]) =>
  printed(columns, (streams) =>
    rules(
      {
        ...{ words, format: 'text', output: null, quiet: true, rules: [], parsers: [], shipped: SHIPPED },
        ...{ timeZone: 'UTC', since: null, until: null, inputFormat: null, logsource: null, language: 'en' },
        ...{ loki: null, allowlist: [], sshClient: null, trustedProxies: [], to: null, selector: null },
        privateToo: false,
      },
      streams,
    ),
  );

const explained = (columns: number | null) =>
  printed(columns, (streams) =>
    explain(
      {
        words: ['Nov 21 00:00:01 host sshd[7]: Failed password for root from 203.0.113.7 port 4022 ssh2'],
        ...{ state: () => '', format: 'text', output: null, inputFormat: null, logsource: null },
        ...{ timeZone: 'UTC', rules: [], parsers: [], shipped: SHIPPED, quiet: true, language: 'en' },
      },
      streams,
    ),
  );

describe('on a terminal of 80 columns', () => {
  for (const [name, text, mark] of [
    ['an audit', () => audit(80), /\n {7}Do: {5}Set `bind-address[^\n]*\n {15}\S/],
    ['the list of rules', () => rule(80, 'list'), /\n {50}\S/],
    ['what a line is', () => explained(80), /\n {6}wants at least [^\n]*\n {10}\S/],
  ] as const) {
    it(`${name} is broken between words, below what it goes on from`, async () => {
      const rows = (await text()).split('\n');
      assert.deepEqual(
        rows.filter((row) => textWidth(row) > 80),
        [],
      );
      assert.match(rows.join('\n'), mark);
    });
  }

  it('so is what a rule says of itself; its text stays as it is in the file', async () => {
    const [shown, piped] = [
      await rule(80, 'show', 'sshd_bruteforce'),
      await rule(null, 'show', 'sshd_bruteforce'),
    ];
    const [head = '', ...file] = shown.split('\n\ntitle: ');
    for (const row of head.split('\n').filter((row) => !row.startsWith('file:')))
      assert.ok(textWidth(row) <= 80, row);
    assert.ok(piped.endsWith(file.join('\n\ntitle: ')));
    assert.match(piped, /^what: {5}At least 5 refused logins .* who mistypes\.$/m);
  });
});

it('a pipe has no columns, and neither has a file', async () => {
  assert.equal((await Output.open(null, terminalOf(80))).columns, 80);
  assert.equal((await Output.open(null, terminalOf(null))).columns, null);
  const file = await Output.open('/dev/null', terminalOf(80));
  assert.equal(file.columns, null);
  await file.close();
});
