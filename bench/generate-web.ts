/** An access log of any length, the same bytes for the same seed: a shop with visitors, crawlers and 2 % payloads. */
import { attackRequests, ordinaryRequests } from '../test/evidence/web-dev/generate.ts';
import { type Random, seeded } from './random.ts';

type WebLogOptions = {
  readonly lines: number;
  readonly seed: number;
  /** `combined` as nginx writes it, or one JSON object a line. */
  readonly form: 'combined' | 'json';
};

type Request = { readonly target: string; readonly referer: string; readonly userAgent: string };

const payloads = 0.02;
/** Of the ordinary requests: those that look like attacks. Real shops have about this share of odd searches. */
const lookalikes = 0.03;
const linesPerSecond = 200;
const linesPerChunk = 1_000;
const start = Date.UTC(2026, 5, 1);
const visitors = 20_000;
const attackers = 500;

const assets = ['app.min.js', 'main.css', 'logo.png', 'hero.webp', 'inter.woff2', 'icons.svg'] as const;
const words = [
  'laptop',
  'garden',
  'chair',
  'camera',
  'phone',
  'red-shoes',
  'sofa',
  'winter',
  'sale',
] as const;
const agents = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile Safari/537.36',
] as const;

export function* webLog({ lines, seed, form }: WebLogOptions): Generator<string> {
  const random = seeded(seed);
  const attacks = attackRequests(seed, 6);
  const odd = ordinaryRequests(seed, 3);
  let chunk = '';
  for (let line = 0; line < lines; line++) {
    const attack = random.next() < payloads;
    const request = attack
      ? pick(attacks, random)
      : random.next() < lookalikes
        ? pick(odd, random)
        : visit(random);
    const client = attack
      ? `203.0.${random.integer(0, 2)}.${random.integer(0, attackers / 2)}`
      : visitor(random);
    const time = start + Math.floor((line * 1_000) / linesPerSecond);
    chunk +=
      form === 'json' ? jsonLine(request, client, time, attack) : combined(request, client, time, attack);
    if ((line + 1) % linesPerChunk === 0 || line + 1 === lines) {
      yield chunk;
      chunk = '';
    }
  }
}

function pick(choices: readonly Request[], random: Random): Request {
  return choices[random.integer(0, choices.length)] ?? { target: '/', referer: '-', userAgent: agents[0] };
}

function visitor(random: Random): string {
  const number = random.integer(0, visitors);
  return `198.${18 + (number >> 14)}.${(number >> 8) & 63}.${number & 255}`;
}

function visit(random: Random): Request {
  const word = random.pick(words);
  const page = `/shop/${word}/${random.integer(1, 5_000)}`;
  const referer = random.next() < 0.3 ? '-' : `https://shop.example/shop/${random.pick(words)}`;
  const userAgent = random.pick(agents);
  const kind = random.next();
  if (kind < 0.5)
    return { target: `/static/${random.integer(1, 40)}/${random.pick(assets)}`, referer, userAgent };
  if (kind < 0.75) return { target: page, referer, userAgent };
  if (kind < 0.9)
    return { target: `${page}?page=${random.integer(1, 9)}&sort=price&color=${word}`, referer, userAgent };
  if (kind < 0.96) return { target: `/api/v1/items/${random.integer(1, 90_000)}`, referer, userAgent };
  return { target: `/search?q=${word}&utm_source=news`, referer, userAgent };
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

function combined(
  { target, referer, userAgent }: Request,
  client: string,
  time: number,
  attack: boolean,
): string {
  const date = new Date(time);
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = `${two(date.getUTCDate())}/${months[date.getUTCMonth()]}/${date.getUTCFullYear()}`;
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${client} - - [${day}:${clock} +0000] "GET ${target} HTTP/1.1" ${attack ? 404 : 200} 5120 "${referer}" "${userAgent}"\n`;
}

function jsonLine(
  { target, referer, userAgent }: Request,
  client: string,
  time: number,
  attack: boolean,
): string {
  const record = {
    time_iso8601: new Date(time).toISOString(),
    remote_addr: client,
    request_method: 'GET',
    request_uri: target,
    server_protocol: 'HTTP/1.1',
    status: attack ? 404 : 200,
    body_bytes_sent: 5120,
    http_referer: referer,
    http_user_agent: userAgent,
  };
  return `${JSON.stringify(record)}\n`;
}
