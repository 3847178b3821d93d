import type { AuditInput } from '../../audit/input.ts';
import { judged } from '../../audit/judge.ts';
import { machineSignature, readMachine } from '../../audit/machine.ts';
import { type Baseline, baselineOf, changesSince, type MachineChange } from '../../engine/audit/changes.ts';
import type { Policy } from '../../engine/audit/policy.ts';
import type { Finding } from '../../model/audit/finding.ts';
import type { Cursor } from '../../model/log-record.ts';
import { type DurationMs, SECOND_MS, toRfc3339 } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Source } from '../../sources/source.ts';

const MACHINE_ID = 'this machine';
const LOOK_MS: DurationMs = 15 * SECOND_MS;

export type MachineLook = { readonly inputs: readonly AuditInput[]; readonly findings: readonly Finding[] };

type MachineSourceOptions = {
  readonly policy: () => Policy;
  readonly clock: Clock;
  /** Each time that something is otherwise. */
  readonly onLook: (look: MachineLook) => void;
  /** Resolves after that time, or at once when aborted. */
  readonly pause: (time: DurationMs, signal: AbortSignal) => Promise<void>;
  /** Stands before every path; empty for this machine. */
  readonly root?: string;
};

/**
 * Looks again and again at what is open here and how it is set. What changed against the last look, also against that of
 * an earlier run, is a line of JSON, so that rules alert on it as on any log.
 */
export function machineSource({ policy, clock, onLook, pause, root = '' }: MachineSourceOptions): Source {
  return {
    id: MACHINE_ID,
    async read(sink, signal, from) {
      const kept = from === undefined ? null : readCursor(from);
      let baseline = kept?.baseline ?? null;
      let line = kept?.line ?? 1;
      let seen: string | null = null;
      let judgedBy: Policy | null = null;
      while (!signal.aborted) {
        const signature = machineSignature(policy(), root);
        if (signature !== seen || judgedBy !== policy()) {
          seen = signature;
          judgedBy = policy();
          const now = clock.now();
          const inputs = readMachine(policy(), root);
          const findings = judged(inputs, policy(), now);
          onLook({ inputs, findings });
          const services = inputs.flatMap((input) => input.services);
          const state = { services, settings: inputs.flatMap((input) => input.settings), findings };
          const changes =
            baseline === null
              ? [{ event: 'baseline', services: services.length, findings: findings.length }]
              : changesSince(baseline, state);
          baseline = baselineOf(state);
          if (changes.length > 0) {
            const text = changes.map((change) => lineOf(change, now)).join('');
            const firstLine = line;
            line += changes.length;
            const cursor: Cursor = JSON.stringify({ baseline, line });
            const block = { source: MACHINE_ID, text, firstLine, bytes: Buffer.byteLength(text), cursor };
            await sink.accept({ ...block, yearReference: now, observedAt: now });
          }
        }
        sink.idle();
        await pause(LOOK_MS, signal);
      }
    },
  };
}

function lineOf(change: MachineChange, now: number): string {
  return `${JSON.stringify({ time: toRfc3339(now), soc_console: 'machine', ...change })}\n`;
}

type Kept = { readonly baseline: Baseline; readonly line: number };

/** One that cannot be understood is as good as none. */
function readCursor(cursor: Cursor): Kept | null {
  try {
    const { baseline, line } = JSON.parse(cursor) as Partial<Kept>;
    const { ports, settings, findings } = baseline ?? {};
    const isWhole = ports && settings && Array.isArray(findings) && typeof line === 'number';
    return isWhole ? { baseline: { ports, settings, findings }, line } : null;
  } catch {
    return null;
  }
}
