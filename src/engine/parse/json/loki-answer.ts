/** The beginning of a stream in what Loki answers, up to the list of its lines. */
const STREAM = /^\{\s*"stream"\s*:\s*(\{[\s\S]*\})\s*,\s*"values"\s*:\s*\[$/;

/** The labels of a stream whose list of lines begins behind this text, as JSON; null when it is something else. */
export function lokiLabels(head: string): string | null {
  return STREAM.exec(head)?.[1] ?? null;
}

/** A line of such a list (`["1795338425000000000", "the line"]`) as `logcli -o jsonl` prints it; null when it is none. */
export function lokiLine(labels: string, written: string): string | null {
  try {
    const [timestamp, line] = JSON.parse(written) as readonly unknown[];
    if (typeof timestamp !== 'string' || typeof line !== 'string') return null;
    return JSON.stringify({ labels: JSON.parse(labels), line, timestamp });
  } catch {
    return null;
  }
}
