import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fail2banSettings } from '../../config/fail2ban.ts';
import type { MachineFacts } from '../../config/write.ts';
import { dockerSocket } from '../../platform/docker-client.ts';
import { discover } from '../sources/discover.ts';

const FAIL2BAN = '/etc/fail2ban';
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin', '/bin'];

/** What this machine has to read and to ban with. Looks only whether things are there; `doctor` tries them. */
export async function machineFacts(searchPath: string): Promise<MachineFacts> {
  const { paths } = await discover();
  const folders = [...searchPath.split(delimiter).filter(Boolean), ...SYSTEM_FOLDERS];
  const has = (program: string): boolean => folders.some((folder) => mayRun(join(folder, program)));
  const remarks: [string, string][] = [];
  if (has('nft')) remarks.push(['response.nftables', 'nft is installed; true bans with it, as root.']);
  else if (has('iptables'))
    remarks.push(['response.iptables', 'iptables is installed; true bans with it, as root.']);
  if (isThere(dockerSocket()))
    remarks.push(['response.docker', 'Docker runs; name containers that are attacked.']);
  if (has('fail2ban-client'))
    remarks.push(['response.fail2ban', 'fail2ban is installed; its jails can take bans.']);
  if (has('cscli')) remarks.push(['response.crowdsec', 'CrowdSec is installed.']);
  const { ignored, names, banTime } = fail2banSettings(jailFiles(FAIL2BAN));
  if (ignored.length > 0) remarks.push(['bans.allowlist', `as ignoreip of fail2ban.${leftOut(names)}`]);
  if (banTime !== null) remarks.push(['bans.default_duration', 'as bantime of fail2ban.']);
  return {
    sources: paths,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    allowlist: ignored,
    banTime,
    remarks: Object.fromEntries(remarks),
  };
}

function leftOut(names: readonly string[]): string {
  return names.length === 0 ? '' : ` Names cannot stand here: ${names.join(', ')}.`;
}

/** The texts of fail2ban's jails, in the order in which it reads them; those that may not be read are passed over. */
function jailFiles(folder: string): string[] {
  const own = (ending: string): string[] =>
    entries(join(folder, 'jail.d'))
      .filter((name) => name.endsWith(ending))
      .sort()
      .map((name) => join(folder, 'jail.d', name));
  const files = [join(folder, 'jail.conf'), ...own('.conf'), join(folder, 'jail.local'), ...own('.local')];
  return files.flatMap((file) => {
    try {
      return [readFileSync(file, 'utf8')];
    } catch {
      return [];
    }
  });
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function mayRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isThere(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES';
  }
}
