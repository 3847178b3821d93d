/** What commands print on a terminal of 80 columns, and into a pipe. */
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { auditCommand } from '../../src/commands/audit.ts';
import { tell } from '../../src/commands/ban/ban-asking.ts';
import { reportError } from '../../src/commands/errors.ts';
import { explain } from '../../src/commands/explain.ts';
import { Output } from '../../src/commands/output.ts';
import { rules } from '../../src/commands/rules/rules.ts';
import { UserError } from '../../src/model/user-error.ts';
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
    assert.match(piped, /^what: {5}At least 5 refused logins [^\n]{20,60}\n {10}\S/m);
  });
});

it('what went wrong, and what to do, is broken between words; a pipe gets it in one line', () => {
  const hint = 'Name files or folders after the query, or the server: --loki, LOKI_ADDR, or loki.address.';
  const error = new UserError('hunt needs a PATH', hint);
  assert.equal(reportError(error).stderr, `soc-console: hunt needs a PATH\n  ${hint}\n`);
  assert.equal(
    reportError(error, 80).stderr,
    `soc-console: hunt needs a PATH\n  ${hint.replace(' loki.address.', '\n      loki.address.')}\n`,
  );
});

it('so is what came of a ban; its command stays whole', () => {
  const stdout = terminalOf(80);
  tell(
    stdout,
    'SIMULATED ban of 2001:db8::7 until 2026-11-23T21:27:54.306Z: nothing was blocked; configure one\n',
  );
  assert.equal(
    String(stdout.read()),
    'SIMULATED ban of 2001:db8::7 until 2026-11-23T21:27:54.306Z: nothing was\n    blocked; configure one\n',
  );
});

it('what is neither file nor folder holds no rules, and that is said', async () => {
  await assert.rejects(rule(null, 'check', '/dev/null'), /\/dev\/null: is neither a file nor a folder/);
});

it('a pipe has no columns, and neither has a file', async () => {
  assert.equal((await Output.open(null, terminalOf(80))).columns, 80);
  assert.equal((await Output.open(null, terminalOf(null))).columns, null);
  const file = await Output.open('/dev/null', terminalOf(80));
  assert.equal(file.columns, null);
  await file.close();
});
