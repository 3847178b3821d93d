import { type Random, seeded } from '../../bench/random.ts';
import type { CrashPoint } from '../../src/platform/crash-point.ts';
import type { Kill } from './crash-run.ts';

const ATTACKERS = 40;
const MINUTE = 60_000;

/** All attackers in all logs: what one file tells is to be counted with what the others tell. */
export type LogOptions = {
  readonly host: string;
  readonly lines: number;
  readonly seed: number;
  readonly end: number;
};

/** An auth.log of the five minutes before `end`: lines that stand alone, lines that belong together, and good logins. */
export function authLines({ host, lines, seed, end }: LogOptions): string[] {
  const random = seeded(seed);
  const written: string[] = [];
  for (let number = 0; written.length < lines; number++) {
    const time = end - 5 * MINUTE + Math.floor((5 * MINUTE * written.length) / lines);
    const stamp = new Date(time).toISOString();
    for (const message of attempt(random, number)) written.push(`${stamp} ${host} ${message}\n`);
  }
  return written.slice(0, lines);
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
