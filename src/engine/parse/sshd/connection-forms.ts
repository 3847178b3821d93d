import { type Effect, type SshdForm, type SshdMessage, told } from './message.ts';
import { addressFrom, addressPortAt, endOf, fromMaybePortAt, type Place } from './place.ts';

/** What sshd calls a peer that has named an account; the account is the client's text. */
const AUTHENTICATING = 'authenticating user ';
const PEERS = [AUTHENTICATING, 'invalid user ', 'user '];

/** `WORDS[invalid user USER ]ADDRESS[ port PORT]` to the end of the message. */
function peerAtEnd(form: string, ...words: readonly string[]) {
  return (text: string): SshdMessage | null => {
    const begin = words.find((start) => text.startsWith(start));
    if (begin === undefined) return null;
    const end = endOf(text);
    const place = addressPortAt(text, end) ?? onlyWord(text, begin.length, end);
    if (place === null) return null;
    return closedBy(form, text, begin.length, place);
  };
}

/**
 * `[invalid user USER ]ADDRESS[ port PORT]` from `begin` on, with the address at `place`. Null where something else stands
 * between `begin` and the address: then this is some other text.
 */
function closedBy(form: string, text: string, begin: number, place: Place): SshdMessage | null {
  const peer = PEERS.find((mark) => text.startsWith(mark, begin));
  if (peer === undefined && place.start !== begin) return null;
  const userAt = begin + (peer?.length ?? 0);
  return told(form, 'closed', {
    user: peer === undefined ? null : text.slice(userAt, Math.max(userAt, place.start - 1)),
    validUser: peer !== 'invalid user ',
    // An invalid user was named when the login began.
    begun: peer === AUTHENTICATING,
    address: place.address,
    port: place.port,
  });
}

function onlyWord(text: string, start: number, end: number): Place | null {
  const word = text.slice(start, end);
  return word === '' || word.includes(' ') ? null : { start, address: word, port: null };
}

/** `WORDS` + `ADDRESS[ port PORT]` + the rest: nothing of the client's stands before the address. */
function peerAtStart(form: string, effect: Effect, ...words: readonly string[]) {
  return (text: string): SshdMessage | null => {
    const begin = words.find((start) => text.startsWith(start));
    if (begin === undefined) return null;
    const named = PEERS.some((mark) => text.startsWith(mark, begin.length));
    const place = named ? null : addressFrom(text, begin.length);
    if (place === null && !named) return null;
    return told(form, effect, { address: place?.address ?? null, port: place?.port ?? null });
  };
}

const DISCONNECTING = 'Disconnecting ';
const TOO_MANY = ': Too many authentication failures';
const PLACE = / (\S{2,64}) port (\d{1,5}): /g;

/**
 * `Disconnecting[ authenticating user USER] ADDRESS port PORT: REASON`. The user is the client's text, and some reasons quote
 * another name of the client's: only where one place fits, or the reason is known to quote nothing, is the address certain.
 */
function disconnecting(text: string): SshdMessage | null {
  if (text.startsWith('Disconnecting:')) return told('disconnecting', 'closed');
  return text.startsWith(DISCONNECTING)
    ? peerBeforeReason('disconnecting', text, DISCONNECTING.length)
    : null;
}

function peerBeforeReason(form: string, text: string, begin: number): SshdMessage {
  const end = endOf(text);
  const place = text.startsWith(TOO_MANY, end - TOO_MANY.length)
    ? addressPortAt(text, end - TOO_MANY.length)
    : onlyPlace(text, begin - 1);
  return (place && closedBy(form, text, begin, place)) ?? told(form, 'closed');
}

/** ` ADDRESS port PORT: ` from `start` on, if it stands there once. */
function onlyPlace(text: string, start: number): Place | null {
  const [first, ...others] = text.slice(start, start + LONGEST_PLACE).matchAll(PLACE);
  if (first === undefined || others.length > 0) return null;
  return { start: start + first.index + 1, address: first[1] ?? '', port: Number(first[2]) };
}

/** Further than this no place is looked for: what a longer name holds is the client's. */
const LONGEST_PLACE = 1024;

const PROTOCOL = 'Bad protocol version identification ';

/** `Bad protocol version identification 'TEXT' from ADDRESS[ port PORT]`. */
function badProtocol(text: string): SshdMessage | null {
  const place = text.startsWith(PROTOCOL) ? fromMaybePortAt(text, endOf(text)) : null;
  return place && told('bad-protocol', 'closed', { address: place.address, port: place.port });
}

/** `reverse mapping checking getaddrinfo for NAME [ADDRESS] failed[ - POSSIBLE BREAK-IN ATTEMPT!]`: the name is the peer's. */
function reverseMapping(text: string): SshdMessage | null {
  const close = text.startsWith(REVERSE) ? text.lastIndexOf('] failed') : -1;
  const open = text.lastIndexOf('[', close);
  return close === -1 || open === -1
    ? null
    : told('reverse-mapping', 'none', { address: text.slice(open + 1, close) });
}

const REVERSE = 'reverse mapping checking getaddrinfo for ';

/** `drop connection #N from [ADDRESS]:PORT on …`: too many connections, or a penalty (OpenSSH 9.8). */
function dropped(text: string): SshdMessage | null {
  const match = /^drop connection #\d{1,10} from \[([^\]\s]{1,64})\]:(\d{1,5})(?: |$)/.exec(text);
  return match && told('dropped', 'none', { address: match[1] ?? null, port: Number(match[2]) });
}

const KEX = ['kex_exchange_identification: ', 'banner line contains invalid characters'];

/** What the peer sent before the protocol began. Texts of the client's that are quoted name nobody. */
function badIdentification(text: string): SshdMessage | null {
  return KEX.some((start) => text.startsWith(start)) ? told('bad-identification', 'none') : null;
}

const PENALTY =
  /^srclimit_penalise: (?:ipv[46]: new )?([\da-fA-F.:]{2,45})\/(\d{1,3})(?:: activating | (?:active|deferred) penalty )/;

/** sshd counts its peers' failures itself (OpenSSH 9.8): by address, unless it was told to count whole networks. */
function penalised(text: string): SshdMessage | null {
  const [, address, bits] = PENALTY.exec(text) ?? [];
  if (address === undefined) return null;
  const isAddress = bits === (address.includes(':') ? '128' : '32');
  return told('penalised', 'none', { address: isAddress ? address : null });
}

const REFUSED = 'refused connect from ';

/** Of TCP wrappers: `refused connect from NAME (ADDRESS)`; the name is the peer's. */
function refusedConnect(text: string): SshdMessage | null {
  if (!text.startsWith(REFUSED)) return null;
  const [, address] = /\(([\da-fA-F.:]{2,45})\)$/.exec(text.slice(-48)) ?? [];
  return told('refused-connect', 'closed', { address: address ?? null });
}

const DISPATCH = 'ssh_dispatch_run_fatal: Connection from ';

/** Of the two forms, one has what the peer offers behind the address; the reasons of the other never quote the client. */
function negotiationFailed(text: string): SshdMessage | null {
  if (text.startsWith(DISPATCH)) return peerBeforeReason('negotiation-failed', text, DISPATCH.length);
  return peerAtStart('negotiation-failed', 'closed', NEGOTIATE)(text);
}

const MAJOR = ['Protocol major versions differ for ', 'scanned from '];

const CLOSED = ['Connection closed by ', 'Connection reset by '];
const DISCONNECTED = 'Disconnected from ';
const RECEIVED = 'Received disconnect from ';
const NO_IDENTIFICATION = 'Did not receive identification string from ';
const BANNER = 'banner exchange: Connection from ';
const NEGOTIATE = 'Unable to negotiate with ';
const TIMEOUT = ['Timeout before authentication for connection from ', 'Timeout before authentication for '];
const OPENED = 'Connection from ';
const ADDRESS_MAPS = 'Address ';

function addressMaps(text: string): SshdMessage | null {
  return text.includes(' maps to ') ? peerAtStart('address-maps', 'none', ADDRESS_MAPS)(text) : null;
}

export const CONNECTION_FORMS: readonly SshdForm[] = [
  { name: 'opened', starts: [OPENED], read: peerAtStart('opened', 'opened', OPENED) },
  { name: 'closed', starts: CLOSED, read: peerAtEnd('closed', ...CLOSED) },
  { name: 'disconnected', starts: [DISCONNECTED], read: peerAtEnd('disconnected', DISCONNECTED) },
  {
    name: 'received-disconnect',
    starts: [RECEIVED],
    read: peerAtStart('received-disconnect', 'closed', RECEIVED),
  },
  { name: 'disconnecting', starts: ['Disconnecting'], read: disconnecting },
  { name: 'timeout', starts: TIMEOUT, read: peerAtStart('timeout', 'closed', ...TIMEOUT) },
  { name: 'negotiation-failed', starts: [NEGOTIATE, DISPATCH], read: negotiationFailed },
  {
    name: 'no-identification',
    starts: [NO_IDENTIFICATION],
    read: peerAtStart('no-identification', 'closed', NO_IDENTIFICATION),
  },
  { name: 'bad-banner', starts: [BANNER], read: peerAtStart('bad-banner', 'closed', BANNER) },
  { name: 'bad-protocol', starts: [PROTOCOL], read: badProtocol },
  { name: 'bad-identification', starts: KEX, read: badIdentification },
  { name: 'reverse-mapping', starts: [REVERSE], read: reverseMapping },
  { name: 'address-maps', starts: [ADDRESS_MAPS], read: addressMaps },
  { name: 'dropped', starts: ['drop connection #'], read: dropped },
  { name: 'penalised', starts: ['srclimit_penalise: '], read: penalised },
  { name: 'refused-connect', starts: [REFUSED], read: refusedConnect },
  { name: 'other-protocol', starts: MAJOR, read: peerAtStart('other-protocol', 'closed', ...MAJOR) },
];
