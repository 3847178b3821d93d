import { readFile } from 'node:fs/promises';

const TABLES = ['/proc/net/udp', '/proc/net/udp6'] as const;

/** Datagrams to this port that Linux let go because the socket's buffer was full; 0 where it does not tell. */
export async function kernelDrops(port: number): Promise<number> {
  const tables = await Promise.all(TABLES.map((path) => readFile(path, 'utf8').catch(() => '')));
  return tables.reduce((sum, table) => sum + dropsIn(table, port), 0);
}

/** Packets that the kernel dropped at a port: the sum of the last column of a table such as /proc/net/udp over its sockets. */
export function dropsIn(table: string, port: number): number {
  const ending = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  let drops = 0;
  for (const row of table.split('\n').slice(1)) {
    const columns = row.trim().split(/\s+/);
    if (columns[1]?.endsWith(ending)) drops += Number(columns.at(-1)) || 0;
  }
  return drops;
}
