import type { Flood, PortScan } from '../../model/capture.ts';
import type { FloodSight } from './analysis/floods.ts';
import { type ScanSight, scanOf } from './analysis/scans.ts';
import type { Naming } from './findings.ts';

/** Scans and floods kept for the report; the one unchanged for longest goes first. */
const MOST_KEPT = 1000;
/** After so long without a busy second a flood is over. */
const QUIET_MS = 60_000;

type FloodKept = { -readonly [K in keyof Flood]: Flood[K] } & { weight: number };

/** The scans and floods of a capture as they went, for its summary. Which of them matter, rules say. */
export class Sights {
  displaced = 0;
  private readonly scansByKey = new Map<string, PortScan>();
  private readonly floodsByKey = new Map<string, FloodKept>();

  scan(sight: ScanSight, naming: Naming): void {
    const scan = scanOf(sight, naming);
    const key = [
      scan.kind,
      scan.probe,
      scan.source,
      scan.target,
      scan.port,
      scan.tunnel,
      sight.firstPacket,
    ].join(' ');
    this.scansByKey.delete(key);
    this.makeRoom(this.scansByKey);
    this.scansByKey.set(key, scan);
  }

  flood(sight: FloodSight, { text, tunnel }: Naming): void {
    const target = text(sight.target);
    const source = sight.source === null ? null : text(sight.source);
    const inside = tunnel(sight.target);
    const key = [sight.kind, target, inside, source].join(' ');
    const known = this.floodsByKey.get(key);
    const completed = sight.kind === 'syn' ? sight.completed : null;
    const port = sight.port === -1 ? null : sight.port;
    if (known && sight.time - known.last <= QUIET_MS) {
      const weight = known.weight + sight.packets;
      if (completed !== null && known.completed !== null) {
        known.completed = (known.completed * known.weight + completed * sight.packets) / weight;
      }
      known.weight = weight;
      known.packets += sight.packets;
      known.last = sight.time;
      known.peak = Math.max(known.peak, sight.rate);
      known.sources = Math.max(known.sources, sight.sources);
      if (known.port !== port) known.port = null;
      return;
    }
    if (known) {
      this.floodsByKey.delete(key);
      this.floodsByKey.set(`${key} ${known.firstPacket}`, known);
    }
    this.makeRoom(this.floodsByKey);
    this.floodsByKey.set(key, {
      kind: sight.kind,
      target,
      tunnel: inside,
      port,
      source,
      sources: sight.sources,
      packets: sight.packets,
      peak: sight.rate,
      completed,
      first: sight.time,
      last: sight.time,
      firstPacket: sight.packet,
      weight: sight.packets,
    });
  }

  scans(): PortScan[] {
    return [...this.scansByKey.values()];
  }

  floods(): Flood[] {
    return Array.from(this.floodsByKey.values(), ({ weight: _, ...flood }) => flood);
  }

  private makeRoom(kept: Map<string, unknown>): void {
    if (kept.size < MOST_KEPT) return;
    this.displaced++;
    for (const oldest of kept.keys()) {
      kept.delete(oldest);
      break;
    }
  }
}
