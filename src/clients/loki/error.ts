/** What stands between us and an answer. */
export type LokiErrorKind =
  /** No connection, or it broke. */
  | 'unreachable'
  /** No answer in time: ours, or the server's own limit. */
  | 'slow'
  /** The server is starting, overloaded or broken. */
  | 'unavailable'
  /** 429: asked too often, or too much at once. */
  | 'limited'
  /** 401, 403. */
  | 'unauthorised'
  /** The query or its range is wrong: asking again changes nothing. */
  | 'refused'
  /** More than is taken in one answer, by us or within Loki. */
  | 'too-large'
  /** The answer is none of Loki's. */
  | 'nonsense'
  /** Our own settings: a certificate or token that cannot be read. */
  | 'settings';

/** A request that got no answer: `message` in the server's own words where it had any. Both are untrusted text. */
export class LokiError extends Error {
  constructor(
    readonly kind: LokiErrorKind,
    message: string,
    readonly hint: string,
    /** The server asked to be left alone for so long, in milliseconds. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
    this.name = 'LokiError';
  }

  /** Whether the same request may be answered a moment later. */
  get isPassing(): boolean {
    return this.kind === 'unreachable' || this.kind === 'unavailable' || this.kind === 'limited';
  }

  /** The query is none: it never gets an answer. */
  get isFaultOfQuery(): boolean {
    return this.kind === 'refused' && QUERY_FAULT.test(this.message);
  }
}

/** Loki passes some faults of a query on as its own. */
const QUERY_FAULT = /parse error|error parsing regexp|gives no log lines/;
const MOST_WORDS = 500;
const OVER_MESSAGE_SIZE = /larger than max|ResourceExhausted|message length too large/;

const ELSEWHERE =
  'LOKI_ADDR leads elsewhere, perhaps to a login; that is not followed. Name the address where Loki itself answers.';

/** What a status other than 2xx means. */
export function errorOf(status: number, body: string, retryAfter: number | null = null): LokiError {
  const page = pageTitle(body);
  const words = page ?? (body.trim().slice(0, MOST_WORDS) || `status ${status}`);
  const say = (kind: LokiErrorKind, hint: string): LokiError =>
    new LokiError(
      kind,
      `${page === null ? 'Loki' : 'What stands before Loki'} says: ${words}`,
      hint,
      retryAfter,
    );
  if (status === 401 || status === 403) {
    return /no org id/.test(words)
      ? say('unauthorised', 'This Loki has tenants: set LOKI_ORG_ID.')
      : say('unauthorised', 'Set LOKI_USERNAME and LOKI_PASSWORD, or LOKI_BEARER_TOKEN_FILE.');
  }
  if (status >= 300 && status < 400) return say('nonsense', ELSEWHERE);
  if (OVER_MESSAGE_SIZE.test(words)) return say('too-large', 'Ask for fewer lines, or a shorter time.');
  if (status === 429) return say('limited', 'Loki limits its callers; it is asked again later.');
  // What stands before a Loki that restarts may say so, too.
  if (status === 404 || status === 405)
    return say('nonsense', 'Is LOKI_ADDR a Loki server, without /loki/api at its end?');
  if (status >= 400 && status < 500) return say('refused', hintFor(words));
  if (QUERY_FAULT.test(words)) return say('refused', 'Correct the query.');
  if (status === 504) return say('slow', 'Ask about a shorter time, or a narrower selector.');
  return page === null
    ? say('unavailable', 'Loki may be starting: it is asked again.')
    : say('unavailable', 'It does not reach Loki, which may be starting: it is asked again.');
}

/** Title of a page that a proxy answered with: Loki itself answers in plain words or JSON. */
function pageTitle(body: string): string | null {
  const page = body.slice(0, 4 * MOST_WORDS);
  if (!/^\s*<(?:!doctype|html)/i.test(page)) return null;
  const title = /<title>([^<]{1,200})<\/title>/i.exec(page)?.[1];
  return title?.trim() || 'a page of HTML';
}

/** What to do about a refusal, by words in it: the limits of a server, each with the way below it. */
const HINTS: readonly (readonly [words: RegExp, hint: string])[] = [
  [/time range exceeds|query length/, 'Ask about a shorter time.'],
  [/maximum of series|maximum number of series/, 'Count by fewer labels, or choose fewer streams.'],
  [/maximum resolution/, 'Ask about a shorter time, or with longer steps.'],
  [/max_entries_limit/, 'Ask for fewer lines.'],
  [/timestamp too (?:old|new)|out of order/, 'Check the clocks of this machine and of the server.'],
  [/at least one regexp or equality matcher/, 'Name a label that the lines have, such as {job=~".+"}.'],
  [/HTTP request (?:to an|was sent to) HTTPS/, 'Write https:// in LOKI_ADDR.'],
  [/end timestamp must not be before/, 'Let the time begin before it ends.'],
];

function hintFor(words: string): string {
  return HINTS.find(([pattern]) => pattern.test(words))?.[1] ?? 'Correct the query.';
}

const OWN_CODES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to the network',
  EPIPE: 'the connection was cut',
};

/** What the way to the server said. */
export function connectionError(address: string, error: unknown): LokiError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (/CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_OSSL/.test(code)) {
    return new LokiError(
      'settings',
      `Loki at ${address}: its certificate is not trusted (${message})`,
      'Name the authority that signed it in LOKI_CA_CERT_PATH.',
    );
  }
  if (code === 'EPROTO') {
    return new LokiError(
      'settings',
      `Loki at ${address}: it does not speak TLS`,
      'Write http:// in LOKI_ADDR.',
    );
  }
  return new LokiError(
    'unreachable',
    `Loki at ${address} cannot be reached: ${OWN_CODES[code] ?? message}`,
    'Check LOKI_ADDR, and that Loki runs.',
  );
}
