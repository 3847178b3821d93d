import type { Attempt } from '../model/notice.ts';

/** One POST. */
type WebhookRequest = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

const TIMEOUT_MS = 30_000;
/** Answers that say: later. All others of the fours will be the same next time. */
const LATER: ReadonlySet<number> = new Set([401, 403, 404, 408, 425, 429]);
const LONGEST_ANSWER = 200;
/** How much of an answer is read, to quote it. */
const READ_OF_ANSWER = 4096;

/** Sends it once, and follows no redirection. Never rejects. The address is named by its host alone: the rest may be secret. */
export async function post({ url, headers, body }: WebhookRequest): Promise<Attempt> {
  const target = new URL(url);
  const { host } = target;
  try {
    const login = loginOf(target);
    target.username = '';
    target.password = '';
    const answer = await fetch(target, {
      ...{ method: 'POST', headers: { ...login, ...headers }, body, redirect: 'manual' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (answer.ok) {
      await answer.body?.cancel();
      return { kind: 'sent' };
    }
    const says = (await beginningOf(answer)).replace(/\s+/g, ' ').trim().slice(0, LONGEST_ANSWER);
    const problem = `${host} answered ${answer.status}${says === '' ? '' : `: ${says}`}`;
    return { kind: answer.status >= 500 || LATER.has(answer.status) ? 'failed' : 'refused', problem };
  } catch (error) {
    return { kind: 'failed', problem: `${host}: ${reasonOf(error)}` };
  }
}

/** `fetch` takes no address with a name and a password in it. */
function loginOf({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '' && password === '') return {};
  const login = `${decoded(username)}:${decoded(password)}`;
  return { authorization: `Basic ${Buffer.from(login).toString('base64')}` };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function beginningOf({ body }: Response): Promise<string> {
  if (body === null) return '';
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    pieces.push(piece);
    size += piece.length;
    if (size >= READ_OF_ANSWER) break;
  }
  return Buffer.concat(pieces).toString('utf8', 0, READ_OF_ANSWER);
}

/** `fetch failed` says nothing; its cause does. What it says of a request that it cannot make names address and token. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  if (error.cause instanceof Error) return error.cause.message || error.cause.name;
  return error instanceof TypeError
    ? 'cannot be asked: its address or its token holds what HTTP does not take'
    : error.message;
}
