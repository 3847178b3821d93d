/** Numbers as Go reads and writes them. */

const SECONDS: Readonly<Record<string, number>> = {
  ...{ ns: 1e-9, us: 1e-6, µs: 1e-6, μs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 },
  ...{ d: 86_400, w: 604_800, y: 31_536_000 },
};
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h|d|w|y)/y;

/** Seconds; null when it is no duration. `days`: LogQL's own literals know days, weeks and years, values do not. */
export function parseGoDuration(text: string, days = false): number | null {
  if (text.length > 64) return null;
  let at = text.startsWith('-') || text.startsWith('+') ? 1 : 0;
  const sign = text.startsWith('-') ? -1 : 1;
  if (text.slice(at) === '0') return 0;
  if (at === text.length) return null;
  let nanoseconds = 0;
  while (at < text.length) {
    PART.lastIndex = at;
    const [all = '', digits = '', unit = ''] = PART.exec(text) ?? [];
    if (all === '' || (!days && /[dwy]/.test(unit))) return null;
    nanoseconds += Math.round(Number(digits) * (SECONDS[unit] as number) * 1e9);
    at += all.length;
  }
  return (sign * nanoseconds) / 1e9;
}

const BYTES: Readonly<Record<string, number>> = {
  ...{ '': 1, b: 1 },
  ...{
    k: 1e3,
    kb: 1e3,
    m: 1e6,
    mb: 1e6,
    g: 1e9,
    gb: 1e9,
    t: 1e12,
    tb: 1e12,
    p: 1e15,
    pb: 1e15,
    e: 1e18,
    eb: 1e18,
  },
  ...{ ki: 2 ** 10, kib: 2 ** 10, mi: 2 ** 20, mib: 2 ** 20, gi: 2 ** 30, gib: 2 ** 30 },
  ...{ ti: 2 ** 40, tib: 2 ** 40, pi: 2 ** 50, pib: 2 ** 50, ei: 2 ** 60, eib: 2 ** 60 },
};

/** `20MB`, `1.5 KiB`, `1,024`: whole bytes; null when it is no such amount. */
export function parseBytes(text: string): number | null {
  if (text.length > 64) return null;
  const [, digits = '', unit = ''] = /^([\d.,]+)\s*([A-Za-z]*)$/.exec(text.trim()) ?? [];
  const number = parseFloatGo(digits.replaceAll(',', ''));
  const factor = BYTES[unit.toLowerCase()];
  return number === null || factor === undefined ? null : Math.floor(number * factor);
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/** As `strconv.ParseFloat`; null when it is no number. */
export function parseFloatGo(text: string): number | null {
  if (DECIMAL.test(text)) return Number(text);
  if (/^nan$/i.test(text)) return Number.NaN;
  const infinite = INFINITE.exec(text);
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity;
  if (/^0[xX][0-9a-fA-F]+$/.test(text) && text.length < 16) return Number(text);
  return null;
}
