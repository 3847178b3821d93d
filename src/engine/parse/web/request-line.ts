/** The parts of a request line, under the names of Sigma's webserver taxonomy. Undefined where the request has none. */
export type RequestLine = {
  readonly method: string | undefined;
  /** The whole target as logged. */
  readonly uri: string | undefined;
  readonly version: string | undefined;
};

const NO_REQUEST: RequestLine = { method: undefined, uri: undefined, version: undefined };

/**
 * `GET /a?b=c HTTP/1.1`. A target may hold spaces, the version may be missing. What is no request at all (TLS spoken to
 * a plain port, a broken client) is kept whole as `uri`, so that rules see it.
 */
export function readRequestLine(request: string): RequestLine {
  if (request === '' || request === '-') return NO_REQUEST;
  const methodEnd = tokenEnd(request);
  if (methodEnd <= 0 || request.charCodeAt(methodEnd) !== 32) {
    return { method: undefined, uri: request, version: undefined };
  }
  const last = request.lastIndexOf(' ');
  const versioned = last > methodEnd && request.startsWith('HTTP/', last + 1);
  return {
    method: request.slice(0, methodEnd),
    uri: request.slice(methodEnd + 1, versioned ? last : request.length),
    version: versioned ? request.slice(last + 1) : undefined,
  };
}

const LONGEST_METHOD = 32;

/** Place after the method: letters, `-` and `_` (`GET`, `M-SEARCH`, `RPC_IN_DATA`). */
function tokenEnd(text: string): number {
  let at = 0;
  while (at <= LONGEST_METHOD) {
    const code = text.charCodeAt(at) | 32;
    if (!((code >= 97 && code <= 122) || code === 45 || code === 127)) return at;
    at += 1;
  }
  return -1;
}
