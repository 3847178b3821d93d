import { type Random, seeded } from '../../bench/random.ts';
import type { CrashPoint } from '../../src/platform/crash-point.ts';
import type { Kill } from './crash-run.ts';

const ATTACKERS = 40;
const MINUTE = 60_000;

/** All attackers in all logs: what one file tells is to be counted with what the others tell. */
type LogOptions = {
  readonly host: string;
  readonly attempts: number;
  readonly seed: number;
  readonly end: number;
};

/**
 * An auth.log of the five minutes before `end`, attempt by attempt: attempts that stand alone, some of two lines that
 * belong together (a writer pauses between attempts, never within one), and good logins.
 */
export function authAttempts({ host, attempts, seed, end }: LogOptions): string[] {
  const random = seeded(seed);
  return Array.from({ length: attempts }, (_, number) => {
    const stamp = new Date(end - 5 * MINUTE + Math.floor((5 * MINUTE * number) / attempts)).toISOString();
    return attempt(random, number)
      .map((message) => `${stamp} ${host} ${message}\n`)
      .join('');
  });
}

function attempt(random: Random, number: number): string[] {
  const ip = `203.0.113.${random.integer(1, ATTACKERS + 1)}`;
  const user = `user${random.integer(1, 30)}`;
  const sshd = `sshd[${1000 + number}]:`;
  const port = random.integer(1024, 65_536);
  const place = `from ${ip} port ${port}`;
  switch (random.integer(0, 6)) {
    case 0:
      return [
        `${sshd} pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${ip}  user=${user}`,
        `${sshd} Failed password for ${user} ${place} ssh2`,
      ];
    case 1:
      return [
        `${sshd} Failed publickey for ${user} ${place} ssh2`,
        `${sshd} Connection closed by ${ip} port ${port} [preauth]`,
      ];
    case 2:
      return [
        `${sshd} Accepted password for ${user} from 192.0.2.${random.integer(1, 20)} port ${port} ssh2`,
      ];
    default:
      return [`${sshd} Failed password for invalid user ${user} ${place} ssh2`];
  }
}

/** One after the other: what is killed while it replays needs one before that was killed after a commit. */
const POINTS: readonly [CrashPoint, ...CrashPoint[]] = [
  'after-effect',
  'after-commit',
  'in-replay',
  'amid-checkpoint',
  'inside-checkpoint',
  'after-checkpoint',
  'inside-commit',
  'after-read',
];

/** So many ways to die, three of four at a named point. */
export function killsOf(count: number, seed: number): Kill[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, index) => {
    if (index % 4 === 3) return { kind: 'time', ms: random.integer(0, 700) };
    const point = POINTS[index % POINTS.length] ?? POINTS[0];
    return { kind: 'point', point, times: random.integer(1, 2) };
  });
}

/** Everybody who is found out is banned, as a simulation. */
export const BANS_BY_POLICY = `response:
  automatic:
    mode: on
    level: medium
    confidence: 0
    max_per_minute: 10000
`;
