/** What a running process costs, from /proc. */
import { readFileSync } from 'node:fs';

/** `getconf CLK_TCK`: 100 on every Linux there is. */
const ticksPerSecond = 100;

/** Processor time that all its threads have used, in seconds. */
export function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Resident memory, in bytes. */
export function residentMemory(pid: number): number {
  const kilobytes = /^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1_024;
}
