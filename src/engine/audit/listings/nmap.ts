import { reachOf } from '../bind.ts';
import { portNumber } from '../port-number.ts';
import { bareAddress, type ListedPort, type Row } from './listing.ts';

/**
 * What nmap (normal, grepable and XML) and masscan (list, grepable, XML) found open, line by line.
 *
 * Such a port can be reached from where the scan was made, so its host's address says how far; an address of
 * loopback says nothing of it.
 */
export class NmapRows {
  /** The host that the lines are about. */
  private host: string | null = null;

  read(line: string): Row {
    return this.grepable(line) ?? this.xml(line) ?? this.normal(line) ?? this.list(line);
  }

  /** `Host: 10.0.0.5 (web01)	Ports: 22/open/tcp//ssh//OpenSSH 9.2p1/, 161/open|filtered/udp//snmp///` */
  private grepable(line: string): Row {
    const [, host = '', ports] = /(?:^|\t)Host: (\S+) \([^)]*\)\t(?:.*\t)?Ports: ([^\t]*)/.exec(line) ?? [];
    if (ports === undefined) return null;
    return [...ports.matchAll(/(?:^|, )(\d{1,5})\/open\/(tcp|udp)\/[^/]*\/([^/]*)/g)].flatMap(
      ([, port = '', transport = '', service = '']) => open(host, port, transport, service),
    );
  }

  /** `<address addr="10.0.0.5" addrtype="ipv4"/>`; masscan writes the host and its port on one line. */
  private xml(line: string): Row {
    if (!/^\s*<(?:host|address|ports?|\?xml|nmaprun)\b/.test(line)) return null;
    this.host = /<address addr="([^"]{1,64})" addrtype="ipv[46]"/.exec(line)?.[1] ?? this.host;
    return line.split('<port ').flatMap((port) => {
      if (!/<state state="open"/.test(port)) return [];
      const [, transport = ''] = /protocol="(\w+)"/.exec(port) ?? [];
      const [, number = ''] = /portid="(\d{1,5})"/.exec(port) ?? [];
      return open(this.host, number, transport, /<service name="([^"]{1,64})"/.exec(port)?.[1] ?? '');
    });
  }

  /** `Nmap scan report for web01 (10.0.0.5)`, below it `22/tcp open  ssh  OpenSSH 9.2p1`. */
  private normal(line: string): Row {
    const [, host] = /^Nmap scan report for (?:.* \(([^()]+)\)|\S+)$/.exec(line) ?? [];
    if (/^Nmap scan report for /.test(line)) {
      this.host = host ?? line.slice('Nmap scan report for '.length);
      return [];
    }
    const [, port, transport = '', service = ''] =
      /^(\d{1,5})\/(tcp|udp)\s+open(?:\s+(\S+))?(?:\s.*)?$/.exec(line) ?? [];
    return port === undefined ? null : open(this.host, port, transport, service);
  }

  /** `open tcp 22 10.0.0.5 1700000000` */
  private list(line: string): Row {
    const [, transport = '', port, host = ''] =
      /^open (tcp|udp) (\d{1,5}) ([\d.a-fA-F:]{3,45}) \d+$/.exec(line) ?? [];
    return port === undefined ? null : open(host, port, transport, '');
  }
}

function open(host: string | null, port: string, transport: string, service: string): ListedPort[] {
  const number = portNumber(port);
  if (number === null || (transport !== 'tcp' && transport !== 'udp')) return [];
  const bind = host === null || reachOf(host) === 'local' ? null : bareAddress(host);
  // nmap marks what it only guesses from the port, and has words for what did not tell.
  const name = service
    .replace(/\?$/, '')
    .replace(/^ssl\|/, '')
    .replace(/^(?:tcpwrapped|unknown)$/, '');
  return [{ transport, bind, port: number, held: { by: 'scan', service: name || null } }];
}
