import type { Attempt } from '../model/notice.ts';

/** One POST. */
export type WebhookRequest = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

const TIMEOUT_MS = 30_000;
/** Answers that say: later. All others of the fours will be the same next time. */
const LATER: ReadonlySet<number> = new Set([401, 403, 404, 408, 425, 429]);
const LONGEST_ANSWER = 200;

/** Sends it once, and follows no redirection. Never rejects. The address is named by its host alone: the rest may be secret. */
export async function post({ url, headers, body }: WebhookRequest): Promise<Attempt> {
  const host = new URL(url).host;
  try {
    const answer = await fetch(url, {
      ...{ method: 'POST', headers, body, redirect: 'manual' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (answer.ok) {
      await answer.body?.cancel();
      return { kind: 'sent' };
    }
    const says = (await answer.text()).replace(/\s+/g, ' ').trim().slice(0, LONGEST_ANSWER);
    const problem = `${host} answered ${answer.status}${says === '' ? '' : `: ${says}`}`;
    return { kind: answer.status >= 500 || LATER.has(answer.status) ? 'failed' : 'refused', problem };
  } catch (error) {
    return { kind: 'failed', problem: `${host}: ${reasonOf(error)}` };
  }
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
}
