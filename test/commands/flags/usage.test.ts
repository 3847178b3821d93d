import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseCommandLine } from '../../../src/commands/flags/flags.ts';
import { COMMANDS, type Command, type FlagSpec, specOf } from '../../../src/commands/flags/specs.ts';
import { FLAGS } from '../../../src/commands/flags/specs-flags.ts';
import { INPUT_FORMATS } from '../../../src/config/choices.ts';
import type { LogFormat } from '../../../src/engine/parse/detect.ts';

const pkg = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
const FLAG_SPECS: readonly FlagSpec[] = FLAGS;

function textOf(...argv: string[]): string {
  const parsed = parseCommandLine(argv);
  assert.ok(parsed.kind === 'help' || parsed.kind === 'version', JSON.stringify(parsed));
  return parsed.text;
}

function explained(help: string): (string | undefined)[] {
  return [...help.matchAll(/^ {4}(?:-\w, | {4})--([a-z-]+)/gm)].map((match) => match[1]);
}

function flagsOf(command: Command): string[] {
  return FLAG_SPECS.filter(({ commands }) => commands.includes(command)).map(({ name }) => name);
}

describe('--help', () => {
  const general = textOf('--help');

  it('begins with what the program is, and names every command', () => {
    assert.ok(general.startsWith(`  ${pkg.description}\n\n  Usage\n`));
    for (const command of COMMANDS)
      assert.ok(general.includes(`  ${specOf(command).usage} `) || command === 'live', command);
  });

  it('of the live console, which has no name, is the general text, and explains its flags', () => {
    assert.equal(textOf('some.log', '--help'), general);
    assert.deepEqual(explained(general), flagsOf('live'));
  });

  for (const command of ['demo', 'scan', 'watch'] as const) {
    it(`of ${command} explains exactly the flags that ${command} takes`, () => {
      const text = textOf(command, '-h');
      assert.deepEqual(explained(text), flagsOf(command));
    });
  }

  it('leaves out what changes nothing there, though it is taken', () => {
    assert.deepEqual(explained(textOf('completion', '--help')), ['version', 'help']);
    assert.doesNotMatch(textOf('bans', '--help'), /--(?:rules|level|timezone|lang) /);
    assert.equal(parseCommandLine(['completion', 'bash', '--level', 'high']).kind, 'run');
  });

  it('is read in a minute', () => {
    assert.ok(general.split('\n').length <= 115, `${general.split('\n').length} lines`);
  });

  it('names every flag of every command in the general text', () => {
    for (const { name } of FLAG_SPECS) {
      assert.ok(general.includes(`--${name}`), name);
    }
  });

  it('fits into 80 columns, in ASCII', () => {
    const texts = [
      general,
      ...COMMANDS.filter((command) => command !== 'live').map((command) => textOf(command, '--help')),
    ];
    for (const line of texts
      .join('')
      .split('\n')
      .filter((text) => !text.includes(pkg.description))) {
      assert.ok(line.length <= 80, line);
      assert.doesNotMatch(line, /[^ -~]|\s$/);
    }
  });

  it('wins over mistakes beside it, and over --version', () => {
    for (const argv of [
      ['scan', '--nope', '--help'],
      ['scan', '--help', '--fps', 'abc'],
      ['--version', '--help'],
      ['scna', '-h'],
    ]) {
      assert.equal(parseCommandLine(argv).kind, 'help');
    }
  });

  it('is a path after --, and a value after =', () => {
    assert.equal(parseCommandLine(['--', '--help']).kind, 'run');
    assert.equal(parseCommandLine(['--config=--help']).kind, 'run');
  });

  it('has examples that are themselves right', () => {
    for (const { line } of COMMANDS.flatMap((command) => specOf(command).examples)) {
      const argv = /soc-console ([^|]*)/.exec(line)?.[1]?.trim().split(' ') ?? [];
      assert.equal(
        parseCommandLine(argv, { now: 0, exists: () => true, isSame: () => false }).kind,
        'run',
        line,
      );
    }
  });
});

it('--version prints name and version of package.json', () => {
  for (const argv of [['--version'], ['scan', '--version'], ['--version', '--nope']]) {
    assert.equal(textOf(...argv), `soc-console ${pkg.version}\n`);
  }
});

describe('the table of flags', () => {
  it('has each name once for a command, and each short name once', () => {
    for (const command of COMMANDS) {
      const names = FLAG_SPECS.filter(({ commands }) => commands.includes(command)).flatMap(
        ({ name, short }) => (short === undefined ? [name] : [name, short]),
      );
      assert.equal(new Set(names).size, names.length);
    }
  });

  it('offers exactly the formats that the engine reads', () => {
    const engine: Record<LogFormat, true> = {
      syslog: true,
      login: true,
      access: true,
      'access-json': true,
      json: true,
      journald: true,
      logfmt: true,
      docker: true,
      cri: true,
      'nginx-error': true,
      'apache-error': true,
      vsftpd: true,
      w3c: true,
      auditd: true,
      'json-pretty': true,
      haproxy: true,
      cef: true,
      exim: true,
      elb: true,
      envoy: true,
      cisco: true,
      'lighttpd-error': true,
      'mysql-error': true,
      asterisk: true,
      squid: true,
      gitea: true,
      vaultwarden: true,
      'home-assistant': true,
      keycloak: true,
      jellyfin: true,
      roundcube: true,
      proftpd: true,
      postgresql: true,
      'proxy-manager': true,
      'ids-alerts': true,
      zeek: true,
      'windows-xml': true,
      'windows-csv': true,
      snare: true,
      'service-log': true,
      'sshd-log': true,
      'framework-access': true,
      modsecurity: true,
      exchange: true,
      paloalto: true,
      utmpdump: true,
      'docker-logs': true,
      compose: true,
      coloured: true,
      prefixed: true,
    };
    assert.deepEqual([...INPUT_FORMATS], Object.keys(engine));
  });
});
