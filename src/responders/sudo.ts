import type { Ran } from '../platform/execute.ts';

/** It says so, and goes on. */
const NOISE = /^sudo: (?:unable to resolve host |setrlimit\()/;
const OWN_WORDS = /^(?:sudo: |Sorry, user )/;

/** What came of a program that sudo was to run, without what sudo only remarks: what it refuses, it says last. */
export function withoutRemarks(ran: Ran): Ran {
  if (ran.argv[0] === 'doas' && /^doas: [^ ]+: command not found/m.test(ran.stderr))
    return { ...ran, failure: 'missing' };
  if (ran.argv[0] !== 'sudo') return ran;
  const lines = ran.stderr.split('\n').filter((line) => line.trim() !== '' && !NOISE.test(line));
  const isRefused = OWN_WORDS.test(lines.at(-1) ?? '');
  const isMissing = isRefused && lines.some((line) => /^sudo: [^ ]+: command not found/.test(line));
  const said = isRefused ? lines : lines.filter((line) => !OWN_WORDS.test(line));
  return { ...ran, stderr: said.join('\n'), failure: isMissing ? 'missing' : ran.failure };
}

/** Why sudo did not run the program, and what to do; null when it did, or was not asked to. */
export function sudoTrouble(ran: Ran, program: string): string | null {
  const { argv, stderr, failure, exitCode } = ran;
  if (argv[0] === 'doas') return doasTrouble(ran, program);
  if (argv[0] !== 'sudo') return null;
  if (failure === 'missing' && exitCode === null)
    return 'sudo is not installed: install it, or set sudo: false (docs/responders.md has other ways)';
  if (failure !== null) return null;
  const lines = stderr.split('\n');
  const said = lines.at(-1) ?? '';
  if (!OWN_WORDS.test(said)) return null;
  if (said.includes('must have a tty'))
    return `sudo wants a terminal (${said}): put Defaults !requiretty into its rules, for this user`;
  if (lines.some((line) => line.includes('no new privileges')))
    return 'sudo cannot work where NoNewPrivileges holds: give CAP_NET_ADMIN instead (docs/responders.md)';
  return `sudo does not run ${program} for this user (${said.slice(0, 200)}): docs/responders.md has the lines that its rules need`;
}

/** The same of OpenDoas, which says one line, and nothing but that. */
function doasTrouble({ stderr, failure, exitCode }: Ran, program: string): string | null {
  if (failure === 'missing' && exitCode === null)
    return 'doas is not installed: install it, or set doas: false (docs/responders.md has other ways)';
  const said = /^doas: .*/.exec(stderr)?.[0];
  if (failure !== null || said === undefined) return null;
  if (said.includes('not installed setuid'))
    return `doas cannot work here (${said}): does NoNewPrivileges hold? Give CAP_NET_ADMIN instead (docs/responders.md)`;
  return `doas does not run ${program} for this user (${said.slice(0, 200)}): docs/responders.md has the lines for doas.conf`;
}
