import { portNumber } from '../port-number.ts';
import { bareAddress, type ListedPort, type Row } from './listing.ts';

const HEAD = /^CONTAINER ID\s+IMAGE\s.*\sPORTS\s/;
/** Who made the image wrote it. */
const COMMAND = /^([^"]*)"(?:[^"\\]|\\.)*"/;
const PUBLISHED =
  /(?:^|[\s,])(\[[\w:.%]{0,64}\]|[\d.:a-f]{1,64}):(\d{1,5})(?:-(\d{1,5}))?->(\d{1,5})(?:-\d{1,5})?\/(tcp|udp)/g;
/** Ports of one line: a range of more is not spelt out. */
const MOST_PORTS = 1000;

/** What `docker ps` and `podman ps` say that is published: `0.0.0.0:8080->80/tcp, [::]:8080->80/tcp`. */
export function containerRow(line: string): Row {
  if (HEAD.test(line)) return [];
  const [, image = '', name = ''] = /^[0-9a-f]{12,64}\s+(\S+)\s.*\s(\S+)$/.exec(line) ?? [];
  if (image === '') return null;
  const ports = new Map<string, ListedPort>();
  for (const [, host = '', first = '', last = first, inside = '', transport] of line
    .replace(COMMAND, '$1')
    .matchAll(PUBLISHED)) {
    for (let at = 0; at <= Number(last) - Number(first) && ports.size < MOST_PORTS; at++) {
      const port = portNumber(String(Number(first) + at));
      if (port === null) break;
      const key = `${transport} ${port}`;
      const bind = [ports.get(key)?.bind, bareAddress(host)].filter(Boolean).join(' ');
      ports.set(key, {
        transport: transport === 'udp' ? 'udp' : 'tcp',
        bind,
        port,
        held: { by: 'container', image, name, inside: Number(inside) + at },
      });
    }
  }
  return [...ports.values()];
}
