/** Go's time layouts (`2006-01-02T15:04:05Z07:00`), in UTC. */

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const PART =
  /2006|January|Jan|Monday|Mon|MST|Z07:00|-07:00|-0700|\.0+|\.9+|,0+|01|02|_2|03|04|05|06|15|PM|pm|1|2|3|4|5/g;

/** The time in this layout. */
export function goLayoutShow(layout: string, ms: number): string {
  const date = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hour = date.getUTCHours();
  return layout.replace(PART, (part) => {
    if (/^[.,][09]+$/.test(part)) {
      const digits = String(date.getUTCMilliseconds())
        .padStart(3, '0')
        .padEnd(9, '0')
        .slice(0, part.length - 1);
      if (part[1] === '0') return part[0] + digits;
      const short = digits.replace(/0+$/, '');
      return short === '' ? '' : part[0] + short;
    }
    switch (part) {
      case '2006':
        return String(date.getUTCFullYear()).padStart(4, '0');
      case '06':
        return two(date.getUTCFullYear() % 100);
      case 'January':
        return MONTHS[date.getUTCMonth()] as string;
      case 'Jan':
        return (MONTHS[date.getUTCMonth()] as string).slice(0, 3);
      case '01':
        return two(date.getUTCMonth() + 1);
      case '1':
        return String(date.getUTCMonth() + 1);
      case '02':
        return two(date.getUTCDate());
      case '_2':
        return String(date.getUTCDate()).padStart(2);
      case '2':
        return String(date.getUTCDate());
      case 'Monday':
        return DAYS[date.getUTCDay()] as string;
      case 'Mon':
        return (DAYS[date.getUTCDay()] as string).slice(0, 3);
      case '15':
        return two(hour);
      case '03':
        return two(hour % 12 || 12);
      case '3':
        return String(hour % 12 || 12);
      case '04':
        return two(date.getUTCMinutes());
      case '4':
        return String(date.getUTCMinutes());
      case '05':
        return two(date.getUTCSeconds());
      case '5':
        return String(date.getUTCSeconds());
      case 'PM':
        return hour < 12 ? 'AM' : 'PM';
      case 'pm':
        return hour < 12 ? 'am' : 'pm';
      case 'MST':
        return 'UTC';
      case 'Z07:00':
        return 'Z';
      case '-07:00':
        return '+00:00';
      default:
        return '+0000';
    }
  });
}

/** The time that a text in this layout stands for, in milliseconds since 1970; null when it is not in it. */
export function goLayoutParse(layout: string, text: string): number | null {
  const read = {
    year: 1,
    month: 1,
    day: 1,
    hour: 0,
    minute: 0,
    second: 0,
    ms: 0,
    zone: 0,
    pm: null as boolean | null,
  };
  let at = 0;
  let from = 0;
  const literal = (until: number): boolean => {
    const part = layout.slice(from, until);
    const same = text.startsWith(part, at);
    at += part.length;
    return same;
  };
  for (const match of layout.matchAll(PART)) {
    if (!literal(match.index)) return null;
    from = match.index + match[0].length;
    const rest = text.slice(at, at + 40);
    const found = readPart(match[0], rest, read);
    if (found === null) return null;
    at += found;
    // A fraction may follow the seconds although the layout has none.
    if (/^0?5$/.test(match[0]) && !/^[.,]/.test(layout.slice(from))) {
      const fraction = /^[.,]\d+/.exec(text.slice(at, at + 12))?.[0] ?? '';
      read.ms = fraction === '' ? read.ms : Math.floor(Number(`0.${fraction.slice(1)}`) * 1000);
      at += fraction.length;
    }
  }
  if (!literal(layout.length) || at !== text.length) return null;
  const hour = read.pm === null ? read.hour : (read.hour % 12) + (read.pm ? 12 : 0);
  const time = Date.UTC(2000, read.month - 1, read.day, hour, read.minute, read.second, read.ms);
  return new Date(time).setUTCFullYear(read.year, read.month - 1, read.day) - read.zone;
}

type Read = {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  ms: number;
  zone: number;
  pm: boolean | null;
};

/** How many characters were read; null when they are not of the part. */
function readPart(part: string, rest: string, read: Read): number | null {
  const digits = (pattern: RegExp, take: (value: number) => void): number | null => {
    const found = pattern.exec(rest)?.[0];
    if (found === undefined) return null;
    take(Number(found));
    return found.length;
  };
  if (/^[.,][09]+$/.test(part)) {
    const found = /^[.,]\d+/.exec(rest)?.[0];
    if (found === undefined) return part[1] === '9' ? 0 : null;
    read.ms = Math.floor(Number(`0.${found.slice(1)}`) * 1000);
    return found.length;
  }
  switch (part) {
    case '2006':
      return digits(/^\d{4}/, (value) => (read.year = value));
    case '06':
      return digits(/^\d\d/, (value) => (read.year = value + (value < 69 ? 2000 : 1900)));
    case 'January':
    case 'Jan': {
      const index = MONTHS.findIndex((name) => rest.startsWith(part === 'Jan' ? name.slice(0, 3) : name));
      read.month = index + 1;
      return index === -1 ? null : part === 'Jan' ? 3 : (MONTHS[index] as string).length;
    }
    case 'Monday':
    case 'Mon': {
      const name = DAYS.find((day) => rest.startsWith(part === 'Mon' ? day.slice(0, 3) : day));
      return name === undefined ? null : part === 'Mon' ? 3 : name.length;
    }
    case '01':
      return digits(/^\d\d/, (value) => (read.month = value));
    case '1':
      return digits(/^\d\d?/, (value) => (read.month = value));
    case '02':
      return digits(/^\d\d/, (value) => (read.day = value));
    case '_2':
      return digits(/^[ \d]\d/, (value) => (read.day = value));
    case '2':
      return digits(/^\d\d?/, (value) => (read.day = value));
    case '15':
    case '03':
      return digits(/^\d\d/, (value) => (read.hour = value));
    case '3':
      return digits(/^\d\d?/, (value) => (read.hour = value));
    case '04':
      return digits(/^\d\d/, (value) => (read.minute = value));
    case '4':
      return digits(/^\d\d?/, (value) => (read.minute = value));
    case '05':
      return digits(/^\d\d/, (value) => (read.second = value));
    case '5':
      return digits(/^\d\d?/, (value) => (read.second = value));
    case 'PM':
    case 'pm':
      read.pm = /^pm/i.test(rest);
      return /^[ap]m/i.test(rest) ? 2 : null;
    case 'MST':
      return /^[A-Z]{3,4}/.exec(rest)?.[0].length ?? null;
    default:
      return readZone(rest, read);
  }
}

function readZone(rest: string, read: Read): number | null {
  if (rest.startsWith('Z')) return 1;
  const [all, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)/.exec(rest) ?? [];
  if (all === undefined) return null;
  read.zone = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  return all.length;
}
