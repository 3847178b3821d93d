/** An auth.log of any length, the same bytes for the same seed: a server under a distributed password attack. */
import { type Random, seeded } from './random.ts';

export type AuthLog = {
  readonly text: Iterable<string>;
  /** Filled while `text` is read: what a scan of it must count. */
  readonly truth: { failed: number; succeeded: number };
};

type Attempt = {
  readonly pid: number;
  readonly address: string;
  readonly user: string;
  readonly port: number;
};

/** When the first line was written, and how fast the others followed. */
type Pace = {
  readonly start: number;
  readonly linesPerSecond: number;
  readonly linesPerChunk: number;
  /** Addresses that attack. */
  readonly attackers: number;
};

/** Shares of the lines; a PAM line comes before the failure that it belongs to, as sshd writes them. */
const shares = { failed: 0.5, invalid: 0.1, pam: 0.15, accepted: 0.1 } as const;
const usualPace: Pace = {
  // 1 June, 00:00; RFC 3164 stamps have no year.
  start: Date.UTC(2026, 5, 1),
  linesPerSecond: 20,
  linesPerChunk: 1_000,
  attackers: 10_000,
};

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const unknownUsers = ['admin', 'oracle', 'test', 'ubuntu', 'postgres', 'git', 'user', 'ftpuser'] as const;
const staff = ['alice', 'bob', 'carol', 'dave', 'erin', 'deploy'] as const;

export function authLog(
  { lines, seed }: { readonly lines: number; readonly seed: number },
  pace: Partial<Pace> = {},
): AuthLog {
  const truth = { failed: 0, succeeded: 0 };
  return { text: chunks(lines, { ...usualPace, ...pace }, seeded(seed), truth), truth };
}

function* chunks(
  lines: number,
  { start, linesPerSecond, linesPerChunk, attackers }: Pace,
  random: Random,
  truth: AuthLog['truth'],
): Generator<string> {
  /** Attempts that PAM has told and sshd not yet. */
  const told: Attempt[] = [];
  let pid = 1_000;
  let chunk = '';

  const attempt = (): Attempt => {
    pid += 1;
    return {
      pid,
      address: attackerAddress(random, attackers),
      user: 'root',
      port: random.integer(1_024, 65_536),
    };
  };

  const line = (left: number): string => {
    const draw = random.next();
    if (draw < shares.failed || left <= told.length) {
      truth.failed += 1;
      const { pid, address, user, port } = told.shift() ?? attempt();
      return `sshd[${pid}]: Failed password for ${user} from ${address} port ${port} ssh2`;
    }
    if (draw < shares.failed + shares.invalid) {
      truth.failed += 1;
      const { pid, address, port } = attempt();
      return `sshd[${pid}]: Failed password for invalid user ${random.pick(unknownUsers)} from ${address} port ${port} ssh2`;
    }
    if (draw < shares.failed + shares.invalid + shares.pam) {
      const next = attempt();
      told.push(next);
      return `sshd[${next.pid}]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${next.address}  user=${next.user}`;
    }
    pid += 1;
    if (draw < shares.failed + shares.invalid + shares.pam + shares.accepted) {
      truth.succeeded += 1;
      return `sshd[${pid}]: Accepted publickey for ${random.pick(staff)} from 10.20.0.${random.integer(1, 255)} port ${random.integer(1_024, 65_536)} ssh2: ED25519 SHA256:pgCbmyNArGoNIHFNyc8WZBNrpORMVeONMNlRYSRNM4k`;
    }
    return otherLine(random, pid, attackers);
  };

  for (let index = 0; index < lines; index += 1) {
    chunk += `${stamp(start + (index / linesPerSecond) * 1_000)} bastion ${line(lines - index)}\n`;
    if (index % linesPerChunk === linesPerChunk - 1) {
      yield chunk;
      chunk = '';
    }
  }
  yield chunk;
}

/** From 198.18.0.0/15, set aside for benchmarks by RFC 2544; some knock far more often than most, as attackers do. */
function attackerAddress(random: Random, attackers: number): string {
  const index = Math.floor(attackers * random.next() ** 2);
  return `198.${18 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;
}

function otherLine(random: Random, pid: number, attackers: number): string {
  const user = random.pick(staff);
  const address = attackerAddress(random, attackers);
  const port = random.integer(1_024, 65_536);
  return random.pick([
    `sshd[${pid}]: Connection closed by authenticating user root ${address} port ${port} [preauth]`,
    `sshd[${pid}]: Received disconnect from ${address} port ${port}:11: Bye Bye [preauth]`,
    `sshd[${pid}]: pam_unix(sshd:session): session closed for user ${user}`,
    `CRON[${pid}]: pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)`,
    `systemd-logind[412]: New session ${pid} of user ${user}.`,
    `systemd[1]: Started session-${pid}.scope - Session ${pid} of User ${user}.`,
  ]);
}

function stamp(time: number): string {
  const date = new Date(time);
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
  const day = String(date.getUTCDate()).padStart(2, ' ');
  return `${months[date.getUTCMonth()]} ${day} ${clock.map((part) => String(part).padStart(2, '0')).join(':')}`;
}
