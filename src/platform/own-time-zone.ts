import { readlinkSync } from 'node:fs';

const UTC = /(?:^|\/)(?:Etc\/)?UTC$/;

/**
 * The name of this machine's time zone. Asking for it makes Node load what it knows of zones and languages, which takes
 * 10 ms: not on machines whose clock says plainly that it is UTC, as most servers' do.
 */
export function ownTimeZone(
  { TZ }: { readonly TZ?: string | undefined },
  linkOfClock: () => string = () => readlinkSync('/etc/localtime'),
  askNode: () => string = () => Intl.DateTimeFormat().resolvedOptions().timeZone,
): string {
  return saysUtc(TZ, linkOfClock) ? 'UTC' : askNode();
}

function saysUtc(named: string | undefined, linkOfClock: () => string): boolean {
  if (named) return UTC.test(named);
  try {
    return UTC.test(linkOfClock());
  } catch {
    // A file of its own, or another system: Node knows where to look.
    return false;
  }
}
