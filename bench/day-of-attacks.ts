/** What a server writes in a day of mixed attacks, minute by minute: the same bytes for the same seed. */
import { attackRequests, ordinaryRequests } from '../test/evidence/web-dev/generate.ts';
import { type Random, seeded } from './random.ts';

type Minute = { readonly auth: string; readonly access: string };

const MINUTE_MS = 60_000;
/** In this hour addresses that were never seen before try passwords, twenty of them each minute. */
const FLOOD = { from: 8 * 60, to: 9 * 60, attackers: 20 } as const;
const ORDINARY_REQUESTS = 100;
const LOGINS = 8;
/** Addresses that try one password every ten minutes, all day. */
const PATIENT = 10;
const HOST = 'web01';

/** Shares of the minutes in which somebody new begins. */
const SHARES = { guesses: 0.15, breaksIn: 0.03, probesWeb: 0.1, scans: 0.02, sprays: 0.02 } as const;

export function dayOfAttacks(seed: number): (minute: number, start: number) => Minute {
  const random = seeded(seed);
  const attacks = attackRequests(seed, 2);
  const ordinary = ordinaryRequests(seed, 2);
  let newcomers = 0;
  /** From 198.18.0.0/15, set aside for benchmarks: each address attacks once. */
  const newcomer = (): string => {
    newcomers++;
    return `198.${18 + (newcomers >> 16)}.${(newcomers >> 8) & 255}.${newcomers & 255}`;
  };
  const request = (from: readonly { target: string; userAgent: string }[]) =>
    from[random.integer(0, from.length)] ?? { target: '/', userAgent: '-' };

  return (minute, start) => {
    const auth = new Lines(random, start);
    const access = new Lines(random, start);
    const guess = (ip: string, user: string, times: number): void => {
      for (let time = 0; time < times; time++)
        auth.add(() => sshd(`Failed password for ${user}`, ip, random));
    };
    for (let count = 0; count < LOGINS; count++)
      auth.add(() => sshd(`Accepted publickey for user${random.integer(1, 9)}`, '10.20.0.5', random));
    for (let patient = 1; patient <= PATIENT; patient++)
      if ((minute + patient) % 10 === 0) guess(`203.0.113.${patient}`, 'root', 1);
    for (let count = 0; count < ORDINARY_REQUESTS; count++)
      access.add((time) => combined(`192.0.2.${random.integer(1, 250)}`, request(ordinary), 200, time));

    const isFlood = minute >= FLOOD.from && minute < FLOOD.to;
    for (let count = 0; count < (isFlood ? FLOOD.attackers : 0); count++) guess(newcomer(), 'root', 12);
    if (random.next() < SHARES.guesses) guess(newcomer(), 'root', random.integer(8, 40));
    if (random.next() < SHARES.sprays) {
      const ip = newcomer();
      for (let user = 0; user < 10; user++) guess(ip, `invalid user name${user}`, 1);
    }
    if (random.next() < SHARES.breaksIn) {
      const ip = newcomer();
      guess(ip, 'admin', 30);
      auth.addLast(() => sshd('Accepted password for admin', ip, random));
    }
    if (random.next() < SHARES.probesWeb) {
      const ip = newcomer();
      for (let count = random.integer(3, 20); count > 0; count--)
        access.add((time) => combined(ip, request(attacks), 404, time));
    }
    if (random.next() < SHARES.scans) {
      const ip = newcomer();
      for (let count = 0; count < 60; count++)
        access.add((time) => combined(ip, { target: `/${count}.bak`, userAgent: '-' }, 404, time));
    }
    return { auth: auth.text, access: access.text };
  };
}

/** Lines of one minute, in the order of their times. */
class Lines {
  private readonly lines: { readonly time: number; readonly write: (time: number) => string }[] = [];

  constructor(
    private readonly random: Random,
    private readonly start: number,
  ) {}

  add(write: (time: number) => string): void {
    this.lines.push({ time: this.start + this.random.integer(0, MINUTE_MS - 2000), write });
  }

  addLast(write: (time: number) => string): void {
    this.lines.push({ time: this.start + MINUTE_MS - 1000, write });
  }

  get text(): string {
    return this.lines
      .sort((one, other) => one.time - other.time)
      .map(({ time, write }) => {
        const text = write(time);
        return text.startsWith('sshd') ? `${new Date(time).toISOString()} ${HOST} ${text}\n` : `${text}\n`;
      })
      .join('');
  }
}

function sshd(what: string, ip: string, random: Random): string {
  return `sshd[${random.integer(1000, 60_000)}]: ${what} from ${ip} port ${random.integer(1024, 65_000)} ssh2`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

function combined(
  ip: string,
  { target, userAgent }: { readonly target: string; readonly userAgent: string },
  status: number,
  time: number,
): string {
  const date = new Date(time);
  const two = (number: number): string => String(number).padStart(2, '0');
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  const day = `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}`;
  return `${ip} - - [${day}:${clock} +0000] "GET ${target} HTTP/1.1" ${status} 512 "-" "${userAgent}"`;
}
