import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { MachineFacts } from '../config/write.ts';
import { DOCKER_SOCKET } from '../platform/docker-client.ts';
import { discover } from './discover.ts';

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
  if (isThere(DOCKER_SOCKET))
    remarks.push(['response.docker', 'Docker runs; name containers that are attacked.']);
  if (has('fail2ban-client'))
    remarks.push(['response.fail2ban', 'fail2ban is installed; its jails can take bans.']);
  if (has('cscli')) remarks.push(['response.crowdsec', 'CrowdSec is installed.']);
  return {
    sources: paths,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    remarks: Object.fromEntries(remarks),
  };
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
