import type { CaptureProblem } from '../../../src/engine/packets/capture/raw-packet.ts';
import { CaptureReader } from '../../../src/engine/packets/capture/reader.ts';
import { CaptureAnalysis } from '../../../src/engine/packets/capture-analysis.ts';
import type {
  PacketFinding,
  PacketLogin,
  PacketRecord,
  PacketRequest,
} from '../../../src/engine/packets/records.ts';
import { summaryOf } from '../../../src/engine/packets/summary.ts';
import type { CaptureSummary } from '../../../src/model/capture.ts';

type ReadPacket = {
  readonly time: number;
  readonly nanos: number;
  readonly bytes: string;
  readonly length: number;
};
type ReadCapture = {
  readonly packets: readonly ReadPacket[];
  readonly problem: CaptureProblem | null;
};

/** What the reader makes of these bytes when they come in pieces of this size. */
export function readCapture(bytes: Uint8Array, piece = bytes.length + 1): ReadCapture {
  const packets: ReadPacket[] = [];
  const reader = new CaptureReader({
    packet: ({ time, nanos, bytes: buffer, start, end, length }) =>
      packets.push({ time, nanos, bytes: Buffer.from(buffer.subarray(start, end)).toString('hex'), length }),
  });
  for (let at = 0; at < bytes.length; at += piece) reader.push(bytes.subarray(at, at + piece));
  reader.end();
  return { packets, problem: reader.problem };
}

export type Analysed = {
  readonly summary: CaptureSummary;
  /** All of what follows, in their order. */
  readonly records: readonly PacketRecord[];
  readonly findings: readonly PacketFinding[];
  readonly requests: readonly PacketRequest[];
  readonly logins: readonly PacketLogin[];
  readonly analysis: CaptureAnalysis;
};

export type AnalyseOptions = { readonly piece?: number; readonly addresses?: number };

/** Everything that a capture shows, scans and floods below any threshold included. */
export function analyse(
  bytes: Uint8Array,
  { piece = 1 << 16, addresses = 1 << 14 }: AnalyseOptions = {},
): Analysed {
  const records: PacketRecord[] = [];
  const emit = (record: PacketRecord): void => void records.push(record);
  const analysis = new CaptureAnalysis({ seed: 7, addresses, emit, since: null, until: null });
  for (let at = 0; at < bytes.length; at += piece) analysis.push(bytes.subarray(at, at + piece));
  analysis.end();
  return {
    analysis,
    summary: summaryOf('capture', analysis, 100, { scan: () => true, flood: () => true }),
    records,
    findings: records.filter((record) => record.kind === 'finding'),
    requests: records.filter((record) => record.kind === 'request'),
    logins: records.filter((record) => record.kind === 'login'),
  };
}
