/** Every command of the walk-through of the workshop is run, and prints what the walk-through shows. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { projectRoot } from '../project/project-files.ts';
import { LokiServer } from '../support/loki-server.ts';
import { NO_FAIL2BAN } from '../support/no-fail2ban.ts';

const folder = mkdtempSync(join(tmpdir(), 'soc-workshop-'));
const loki = new LokiServer();
const HOUR_MS = 3_600_000;

before(async () => {
  symlinkSync(join(projectRoot, 'test'), join(folder, 'test'));
  const program = join(folder, 'soc-console');
  writeFileSync(
    program,
    `#!/bin/sh\nexec "${process.execPath}" "${join(projectRoot, 'dist/main.js')}" "$@"\n`,
  );
  chmodSync(program, 0o755);
  await loki.start();
  const lines = readFileSync(join(projectRoot, 'test/evidence/auth-rfc3339.log'), 'utf8')
    .trimEnd()
    .split('\n');
  const began = BigInt(Date.now() - HOUR_MS) * 1_000_000n;
  loki.memory.push(
    { container: 'victim_server' },
    lines.map((line, index) => [began + BigInt(index) * 1_000_000_000n, line]),
  );
});
after(async () => {
  await loki.stop();
  rmSync(folder, { recursive: true, maxRetries: 20 });
});

type Step = { readonly command: string; readonly shown: readonly string[] };

/** The commands of the blocks marked `console`, each with the lines that are shown below it. */
function steps(markdown: string): Step[] {
  const blocks = [...markdown.matchAll(/^```console\n(.*?)^```$/gms)].map(([, block = '']) => block);
  return blocks.flatMap((block) =>
    block
      .split(/^\$ /m)
      .filter(Boolean)
      .map((text) => {
        const [command = '', ...shown] = text.trimEnd().split('\n');
        return { command, shown: shown.filter((line) => line !== '…') };
      }),
  );
}

/** Both languages have many commands in common: each is run once. */
const printedBy = new Map<string, Promise<string>>();

function printed(command: string): Promise<string> {
  const known = printedBy.get(command) ?? runShell(command);
  printedBy.set(command, known);
  return known;
}

function runShell(command: string): Promise<string> {
  const env = {
    ...process.env,
    ...NO_FAIL2BAN,
    PATH: `${folder}:${process.env.PATH}`,
    TZ: 'UTC',
    LOKI_ADDR: loki.settings.address,
    XDG_CONFIG_HOME: folder,
    NO_COLOR: '1',
  };
  return new Promise((resolve, reject) => {
    execFile(
      'sh',
      ['-c', command],
      { cwd: folder, env, timeout: 120_000, maxBuffer: 64 << 20 },
      (error, stdout, stderr) => {
        // 1 says that something was found.
        if (error && error.code !== 1) reject(new Error(`${command}: ${error.message} ${stderr}`));
        else resolve(stdout);
      },
    );
  });
}

/** `…` at either end of a line stands for anything; spaces are counted as one. */
function isShown(line: string, seen: string): boolean {
  const plain = (text: string): string => text.replace(/\s+/g, ' ').trim();
  const wanted = plain(line.replace(/^…|…$/g, ''));
  const text = plain(seen);
  if (line.startsWith('…')) return line.endsWith('…') ? text.includes(wanted) : text.endsWith(wanted);
  return line.endsWith('…') ? text.startsWith(wanted) : text === wanted;
}

for (const name of ['workshop.md', 'workshop.fr.md']) {
  describe(`docs/${name}`, () => {
    const all = steps(readFileSync(join(projectRoot, 'docs', name), 'utf8'));
    assert.ok(all.length >= 12, `${all.length} commands`);
    for (const { command, shown } of all) {
      it(command.slice(0, 100), async () => {
        const lines = (await printed(command)).split('\n');
        let from = 0;
        for (const line of shown) {
          const at = lines.findIndex((each, index) => index >= from && isShown(line, each));
          assert.notEqual(
            at,
            -1,
            `${command}\ndoes not print: ${line}\nbut:\n${lines.slice(0, 60).join('\n')}`,
          );
          from = at + 1;
        }
      });
    }
  });
}
