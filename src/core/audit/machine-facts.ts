import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Fail2banSettings, fail2banSettings } from '../../config/fail2ban.ts';
import { readBefore } from '../../config/fail2ban-file.ts';
import type { MachineFacts } from '../../config/write.ts';
import { dockerSocket } from '../../platform/docker-client.ts';
import { fail2banFolder } from '../../platform/fail2ban-folder.ts';
import { codeOf } from '../../platform/system-reason.ts';
import { discover } from '../sources/discover.ts';

/** jail.conf wants paths-debian.conf, and that paths-common.conf. */
const MOST_BEFORE = 4;
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin', '/bin'];

/** What a machine has, and what of fail2ban's settings a person has to carry over. */
export type FoundMachine = MachineFacts & {
  readonly leftOut: readonly string[];
  /** The sources that this user may not read. */
  readonly closed: readonly string[];
};

/** What this machine has to read and to ban with. Looks only whether things are there; `doctor` tries them. */
export async function machineFacts(searchPath: string, fail2ban = fail2banFolder()): Promise<FoundMachine> {
  const { paths } = await discover();
  const folders = [...searchPath.split(delimiter).filter(Boolean), ...SYSTEM_FOLDERS];
  const has = (program: string): boolean => folders.some((folder) => mayRun(join(folder, program)));
  const remarks: [string, string][] = [];
  if (has('nft')) remarks.push(['response.nftables', 'nft is installed; true bans with it, as root.']);
  else if (has('iptables'))
    remarks.push(['response.iptables', 'iptables is installed; true bans with it, as root.']);
  if (isThere(dockerSocket()))
    remarks.push(['response.docker', 'Docker runs; name containers that are attacked.']);
  if (has('cscli')) remarks.push(['response.crowdsec', 'CrowdSec is installed.']);
  const told = fail2banSettings(jailFiles(fail2ban));
  const logs = told.logs.filter((path) => !paths.includes(path) && isLogThere(path));
  remarks.push(...fail2banRemarks(told, logs, has('fail2ban-client')));
  const sources = [...paths, ...logs];
  return {
    sources,
    closed: sources.filter(isClosed),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    allowlist: told.ignored,
    banTime: told.banTime,
    longestBan: told.longestBan,
    remarks: Object.fromEntries(remarks),
    leftOut: told.leftOut,
  };
}

/** Above the options that came from it, or that it could have to do with. */
function fail2banRemarks(
  { ignored, banTime, longestBan, jails, mailedTo }: Fail2banSettings,
  logs: readonly string[],
  isInstalled: boolean,
): [string, string][] {
  const named = jails.length === 0 ? '' : `: ${jails.join(', ')}`;
  const remarks: (readonly [isTold: boolean, option: string, remark: string])[] = [
    [logs.length > 0, 'sources', "with the logs of fail2ban's jails."],
    [ignored.length > 0, 'bans.allowlist', 'as ignoreip of fail2ban.'],
    [banTime !== null, 'bans.default_duration', 'as bantime of fail2ban.'],
    [longestBan !== null, 'response.longest_ban', 'as long as in fail2ban.'],
    [mailedTo !== null, 'notify.mail', `fail2ban mails ${mailedTo}.`],
    [isInstalled, 'response.fail2ban', `fail2ban is installed; its jails can take bans${named}.`],
  ];
  return remarks.filter(([isTold]) => isTold).map(([, option, remark]) => [option, remark]);
}

/** A log, or the folder before the first `*` or `?` of its name. */
function isLogThere(path: string): boolean {
  const wild = path.search(/[*?[]/);
  return isThere(wild === -1 ? path : path.slice(0, path.lastIndexOf('/', wild) + 1));
}

/** The texts of fail2ban's jails, in the order in which it reads them; those that may not be read are passed over. */
function jailFiles(folder: string): string[] {
  const own = (ending: string): string[] =>
    entries(join(folder, 'jail.d'))
      .filter((name) => name.endsWith(ending))
      .sort()
      .map((name) => join(folder, 'jail.d', name));
  const files = [join(folder, 'jail.conf'), ...own('.conf'), join(folder, 'jail.local'), ...own('.local')];
  return files.flatMap((file) => textsOf(folder, file, MOST_BEFORE));
}

/** A file's text, behind those that it wants read before it. */
function textsOf(folder: string, file: string, deep: number): string[] {
  try {
    const text = readFileSync(file, 'utf8');
    const before = deep === 0 ? null : readBefore(text);
    return [...(before === null ? [] : textsOf(folder, join(folder, before), deep - 1)), text];
  } catch {
    return [];
  }
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

function isClosed(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return false;
  } catch (error) {
    return codeOf(error) === 'EACCES';
  }
}

function isThere(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch (error) {
    return codeOf(error) === 'EACCES';
  }
}
