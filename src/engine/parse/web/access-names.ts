/** The names that nginx, Apache, Caddy, Traefik, logstash and ECS use; the first that is there holds. */
export const TIME = [
  'time_iso8601',
  'time',
  '@timestamp',
  'time_local',
  'ts',
  't',
  'timestamp',
  'msec',
  'start_time',
  'requestTime',
  'EdgeStartTimestamp',
  'StartUTC',
  'StartLocal',
  // The audit logs of Coraza and ModSecurity, here and below.
  'transaction.unix_timestamp',
  'transaction.time_stamp',
  'transaction.time',
  // Kong, Vercel.
  ...['started_at', 'proxy.timestamp'],
  // Akamai, of requests and of its firewall.
  ...['reqTimeSec', 'httpMessage.start', 'TimeGenerated'],
];
export const CLIENT = [
  'remote_addr',
  'request.remote_ip',
  'request.remote_addr',
  'remote_ip',
  'remoteIP',
  'remoteIp',
  'client_ip',
  'clientIp',
  'clientip',
  'ClientAddr',
  'ClientHost',
  'source.ip',
  'client.ip',
  'httpRequest.clientIp',
  'httpRequest.remoteIp',
  'downstream_remote_address',
  'ClientIP',
  'properties.clientIP',
  'properties.clientIp',
  'ip',
  'id.orig_h',
  'transaction.client_ip',
  'transaction.remote_address',
  // pino, bunyan, Logback, CloudFront, Vercel, Filebeat's module.
  ...[
    'req.remoteAddress',
    'remote-address',
    'remote_host',
    'c-ip',
    'proxy.clientIp',
    'nginx.access.remote_ip',
    'cliIP',
    'attackData.clientIP',
    // Azure's App Service.
    'CIp',
  ],
];
/** `X-Forwarded-For` as it came: whom a proxy says that it speaks for. */
export const FORWARDED_NAMES: readonly string[] = [
  'http_x_forwarded_for',
  'x_forwarded_for',
  'x-forwarded-for',
  'X-Forwarded-For',
  'xff',
  'forwarded_for',
  'forwardedFor',
  'request.headers.X-Forwarded-For',
  'request.headers.x-forwarded-for',
  'headers.X-Forwarded-For',
  'headers.x-forwarded-for',
  'http.request.headers.x-forwarded-for',
  'req.headers.x-forwarded-for',
  'request_X-Forwarded-For',
  'transaction.request.headers.X-Forwarded-For',
  'transaction.request.headers.x-forwarded-for',
];
/**
 * The same in other words; Caddy's `client_ip` and Traefik's `ClientHost` are made of it. `X-Real-IP` and its like are not here:
 * of a header that is not added to, nothing tells whether the proxy wrote it or let it through.
 */
export const FORWARDED = [
  ...['http_forwarded', 'request.headers.Forwarded', 'proxy_add_x_forwarded_for'],
  ...['request.client_ip', 'ClientHost'],
];
export const COOKIE_NAMES: readonly string[] = [
  ...['http_cookie', 'cookie', 'Cookie', 'cookies', 'request.headers.Cookie', 'request.headers.cookie'],
  ...['headers.Cookie', 'headers.cookie', 'http.request.headers.cookie', 'request_Cookie'],
  ...['req.headers.cookie', 'cs(Cookie)'],
  ...['transaction.request.headers.Cookie', 'transaction.request.headers.cookie'],
];
/** What a client sent with the request, as ModSecurity's and Coraza's audit logs have it, nginx's `$request_body`, and ECS. */
export const BODY_NAMES: readonly string[] = [
  ...['transaction.request.body', 'request.body', 'request_body', 'requestBody', 'http.request.body.content'],
];
export const REQUEST = ['request', 'request_line', 'request.request_line', 'requested_url'];
export const METHOD = [
  'request_method',
  'request.method',
  'RequestMethod',
  'method',
  'verb',
  'http.request.method',
  'httpRequest.httpMethod',
  'httpRequest.requestMethod',
  'ClientRequestMethod',
  'properties.httpMethod',
  'transaction.request.method',
  ...['req.method', 'httpMethod', 'requestMethod', 'cs-method', 'proxy.method', 'nginx.access.method'],
  ...['reqMethod', 'httpMessage.method', 'CsMethod'],
];
export const URI = [
  'request_uri',
  'request.uri',
  'RequestPath',
  'url.original',
  'httpRequest.requestUrl',
  'ClientRequestURI',
  'properties.requestUri',
  'transaction.request.uri',
  ...['req.url', 'proxy.path', 'nginx.access.url', 'reqPath', 'httpMessage.path', 'CsUriStem'],
];
export const PATH = ['uri', 'url', 'path', 'cs-uri-stem', 'httpRequest.uri'];
/** Said beside any address that has none of its own. */
export const OWN_QUERY = [
  ...[
    'request_query',
    'requestQuery',
    'properties.requestQuery',
    'cs-uri-query',
    'httpRequest.args',
    'url.query',
    'queryStr',
    'httpMessage.query',
    'CsUriQuery',
  ],
];
export const QUERY = ['args', 'query_string', 'query', ...OWN_QUERY];
export const VERSION = ['server_protocol', 'request.proto', 'RequestProtocol', 'protocol'];
export const STATUS = [
  'status',
  'DownstreamStatus',
  'status_code',
  'response',
  'statusCode',
  'http.response.status_code',
  'httpRequest.status',
  'response_code',
  'EdgeResponseStatus',
  'properties.httpStatus',
  'transaction.response.http_code',
  'transaction.response.status',
  'response.status',
  ...['res.statusCode', 'sc-status', 'status-code', 'response_status', 'proxy.statusCode'],
  ...['properties.httpStatusCode', 'nginx.access.response_code', 'httpMessage.status', 'ScStatus'],
];
export const BYTES = [
  ...['body_bytes_sent', 'bytes_sent', 'size', 'DownstreamContentSize', 'bytes', 'response_size'],
  ...['EdgeResponseBytes', 'httpRequest.responseSize', 'http.response.body.bytes', 'http.response.bytes'],
  ...['properties.sentBytes', 'properties.responseBytes', 'response.size', 'responseLength', 'responseSize'],
  ...[
    'response_body_size',
    'sc-bytes',
    'res.headers.content-length',
    'nginx.access.body_sent.bytes',
    'ScBytes',
  ],
];
export const REFERER = [
  'http_referer',
  'request.headers.Referer',
  'request_Referer',
  'referer',
  'referrer',
  'ClientRequestReferer',
  'transaction.request.headers.Referer',
  'transaction.request.headers.referer',
  ...[
    'http_referrer',
    'http.request.referrer',
    'req.headers.referer',
    'request.headers.referer',
    'cs(Referer)',
  ],
  ...['request_referer', 'nginx.access.referrer', 'Referer'],
];
export const USER_AGENT = [
  'http_user_agent',
  'request.headers.User-Agent',
  'request_User-Agent',
  'user_agent',
  'userAgent',
  'agent',
  'httpRequest.userAgent',
  'user_agent.original',
  'ua',
  'ClientRequestUserAgent',
  'properties.userAgent',
  'transaction.request.headers.User-Agent',
  'transaction.request.headers.user-agent',
  ...['req.headers.user-agent', 'request.headers.user-agent', 'request_user_agent', 'cs(User-Agent)'],
  ...['proxy.userAgent', 'nginx.access.agent', 'UA', 'UserAgent'],
];
export const HOST = [
  'http_host',
  'request.host',
  'RequestHost',
  'host',
  'authority',
  'ClientRequestHost',
  'server_name',
  'transaction.request.headers.Host',
  'transaction.request.headers.host',
  'request.headers.Host',
  ...[
    'req.headers.host',
    'request.headers.host',
    'properties.hostName',
    'properties.host',
    'proxy.host',
    'vhost',
    'reqHost',
    'httpMessage.host',
    'CsHost',
  ],
];
export const USERNAME: readonly string[] = ['remote_user', 'user_id', 'ClientUsername', 'user', 'auth'];

/** What tells of a request, the first name that is there before the others. */
export const ACCESS_NAMES = {
  ...{ time: TIME, client: CLIENT, request: REQUEST, method: METHOD, target: URI, status: STATUS },
  ...{ referer: REFERER, agent: USER_AGENT, user: USERNAME },
} as const;

/** All names that say what was asked for, and how it was answered. */
export const REQUEST_NAMES: readonly string[] = [
  ...[REQUEST, METHOD, URI, PATH, QUERY, VERSION, STATUS, BYTES, REFERER, USER_AGENT, HOST].flat(),
  ...COOKIE_NAMES,
  ...FORWARDED_NAMES,
  ...BODY_NAMES,
];
