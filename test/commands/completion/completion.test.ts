import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { completion } from '../../../src/commands/completion/completion.ts';
import { COMMANDS } from '../../../src/commands/flags/specs.ts';
import { FLAGS } from '../../../src/commands/flags/specs-flags.ts';

/** What bash offers for the last word, in a folder with a file and a folder. */
function offered(...words: string[]): string[] {
  const script = `${completion(['bash'])}
    cd "$(mktemp -d)" && touch scan.log && mkdir scans
    COMP_WORDS=(soc-console "$@"); COMP_CWORD=$#; _soc_console
    printf '%s\\n' "\${COMPREPLY[@]}"; rm -r "$PWD"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' });
  assert.equal(stderr, '');
  return stdout.split('\n').filter(Boolean).sort();
}

test('bash offers commands and files, then what the command takes', () => {
  assert.deepEqual(offered('sca'), ['scan', 'scan.log', 'scans']);
  assert.deepEqual(offered('scan', 'sc'), ['scan.log', 'scans']);
  assert.deepEqual(offered('scan', '--form'), ['--format']);
  assert.deepEqual(offered('demo', '--lo'), ['--loop']);
  assert.deepEqual(offered('rules', ''), ['backtest', 'check', 'export', 'list', 'show', 'test']);
  assert.deepEqual(offered('ban', 'sc'), []);
});

test('bash offers the values of a flag: choices, files, folders; none of free text', () => {
  assert.deepEqual(offered('scan', '--format', ''), ['html', 'json', 'md', 'ndjson', 'text']);
  assert.deepEqual(offered('watch', '--format', ''), ['ndjson']);
  assert.deepEqual(offered('--config', 'sc'), ['scan.log', 'scans']);
  assert.deepEqual(offered('--rules', 'sc'), ['scans']);
  assert.deepEqual(offered('scan', '--since', ''), []);
  assert.deepEqual(offered('scan', '--format', '='), ['html', 'json', 'md', 'ndjson', 'text']);
  assert.deepEqual(offered('scan', '--format', '=', 'js'), ['json']);
});

test('the value of a flag is not taken for the command', () => {
  assert.deepEqual(offered('-c', 'scan', 'watch', '--met'), ['--metrics']);
  assert.deepEqual(offered('--config', '=', 'scan', 'watch', '--met'), ['--metrics']);
  assert.deepEqual(offered('./scan', '--wa'), ['--wall']);
});

test('bash offers the saved hunts behind @, of which it makes a word of its own', () => {
  const script = `${completion(['bash'])}
    soc-console() { printf '@one  First\\n@other  Second\\n'; }
    COMP_WORDS=(soc-console hunt @ on); COMP_CWORD=3; _soc_console soc-console @on @
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  assert.deepEqual([stdout, stderr], ['@one\n', '']);
});

test('what a rule, an alert or a hunt of others is called is never run by the shell', () => {
  const script = `${completion(['bash'])}
    cd "$(mktemp -d)"
    soc-console() { printf '%s\\n' '$(touch ran)' '\`touch ran\`' 'ab;touch ran' 'abc  x' "$*"; }
    for COMP_LINE in 'soc-console rules show ' 'soc-console hunt --rule ' 'soc-console hunt @'; do
      COMP_POINT=\${#COMP_LINE}; COMP_WORDS=($COMP_LINE '') COMPREPLY=()
      COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _soc_console soc-console '' ''
    done; ls; rm -r "$PWD"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  assert.deepEqual([stdout, stderr], ['', '']);
});

/** What bash puts in the place of the end of the line, when the program answers so. */
function completed(line: string, ...answer: string[]): string[] {
  const script = `${completion(['bash'])}
    cd "$(mktemp -d)"; answer=("$@")
    soc-console() { printf '%s\\t' "$@" > asked; printf '%s\\tAbout\\n' "\${answer[@]}"; }
    COMP_LINE=$LINE COMP_POINT=\${#LINE} COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
    read -ra COMP_WORDS <<< "\${LINE//:/ : }"; [[ $LINE != *' ' ]] || COMP_WORDS+=('')
    COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _soc_console soc-console "\${COMP_WORDS[COMP_CWORD]}"
    cat asked 2>/dev/null; echo; printf '%s\\n' "\${COMPREPLY[@]}"; rm -r "$PWD"`;
  const env = { ...process.env, LINE: line, HOME: '/home/ann' };
  const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', ...answer], { encoding: 'utf8', env });
  assert.equal(stderr, '');
  return stdout.split('\n').slice(0, -1);
}

test('bash asks the program for what only it knows, and says where that lies', () => {
  assert.deepEqual(completed('soc-console rules show ss', 'sshd_a', 'web_b'), [
    'completion\twords\trules\tss\t',
    'sshd_a',
  ]);
  assert.deepEqual(completed('soc-console alerts show --state ~/st -c "x" ', '12ab'), [
    'completion\twords\talerts\t--state\t/home/ann/st\t-c\tx\t',
    '12ab',
  ]);
  assert.deepEqual(completed('soc-console hunt --rule ', 'sshd_a')[1], 'sshd_a');
  assert.deepEqual(completed('soc-console explain 12', '12ab'), ['completion\twords\talerts\t12\t', '12ab']);
  assert.deepEqual(completed('soc-console alerts ', 'x'), ['', 'list', 'show', 'ack']);
});

test('of an address with colons bash is given what stands behind the last one that was typed', () => {
  assert.deepEqual(completed('soc-console unban 2001:db8', '2001:db8::7', '192.0.2.1'), [
    'completion\twords\tbans\t2001:db8\t',
    'db8::7',
  ]);
});

test('the script for zsh tells zsh what it is for when it is sourced', () => {
  assert.match(completion(['zsh']), /^ {2}compdef _soc-console soc-console$/m);
});

for (const shell of ['bash', 'zsh', 'fish'] as const) {
  test(`the script for ${shell} has every command and every flag`, () => {
    const script = completion([shell]);
    for (const name of COMMANDS) if (name !== 'live') assert.match(script, new RegExp(`\\b${name}\\b`));
    for (const { name } of FLAGS) {
      assert.match(script, new RegExp(shell === 'fish' ? `-l ${name}\\b` : `--${name}\\b`));
    }
  });
}

test('another shell is answered with those that there are', () => {
  for (const words of [[], ['tcsh'], ['bash', 'zsh'], ['constructor']])
    assert.throws(() => completion(words), { name: 'UserError', hint: /completion bash, or zsh, or fish/ });
});
