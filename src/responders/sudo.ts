import type { Ran } from '../platform/execute.ts';

/** It says so, and goes on. */
const NOISE = /^sudo: unable to resolve host /;
const OWN_WORDS = /^(?:sudo: |Sorry, user )/;

/** What came of a program that sudo was to run, without what sudo only remarks. */
export function withoutRemarks(ran: Ran): Ran {
  if (ran.argv[0] !== 'sudo') return ran;
  const lines = ran.stderr.split('\n').filter((line) => !NOISE.test(line));
  const isMissing = lines.some((line) => /^sudo: [^ ]+: command not found/.test(line));
  return { ...ran, stderr: lines.join('\n'), failure: isMissing ? 'missing' : ran.failure };
}

/** Why sudo did not run the program, and what to do; null when it did, or was not asked to. */
export function sudoTrouble({ argv, stderr, failure, exitCode }: Ran, program: string): string | null {
  if (argv[0] !== 'sudo') return null;
  if (failure === 'missing' && exitCode === null)
    return 'sudo is not installed: install it, or set sudo: false (docs/responders.md has other ways)';
  if (failure !== null) return null;
  const said = stderr.split('\n').findLast((line) => OWN_WORDS.test(line));
  if (said === undefined) return null;
  if (said.includes('must have a tty'))
    return `sudo wants a terminal (${said}): put Defaults !requiretty into its rules, for this user`;
  if (said.includes('no new privileges'))
    return 'sudo cannot work where NoNewPrivileges holds: give CAP_NET_ADMIN instead (docs/responders.md)';
  return `sudo does not run ${program} for this user (${said.slice(0, 200)}): docs/responders.md has the lines that its rules need`;
}
