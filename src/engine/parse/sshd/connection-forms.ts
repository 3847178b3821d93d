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
    const peer = PEERS.find((mark) => text.startsWith(mark, begin.length));
    const userAt = begin.length + (peer?.length ?? 0);
    // Without an account the address must come at once: else this is some other text.
    if (peer === undefined && place.start !== begin.length) return null;
    return told(form, 'closed', {
      user: peer === undefined ? null : text.slice(userAt, Math.max(userAt, place.start - 1)),
      validUser: peer !== 'invalid user ',
      // An invalid user was named when the login began.
      begun: peer === AUTHENTICATING,
      address: place.address,
      port: place.port,
    });
  };
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

/**
 * `Disconnecting[ authenticating user USER ADDRESS port PORT]: REASON`. The reason may quote another account name of the
 * client's, the user is the client's text too: the address is not certain, and other lines of the connection give it.
 */
function disconnecting(text: string): SshdMessage | null {
  return /^Disconnecting[: ]/.test(text) ? told('disconnecting', 'closed') : null;
}

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

const KEX = [
  'kex_exchange_identification: ',
  'banner line contains invalid characters',
  'Protocol major versions',
];

/** What the peer said before the protocol began; the texts of the client's that it quotes name nobody. */
function badIdentification(text: string): SshdMessage | null {
  return KEX.some((start) => text.startsWith(start)) ? told('bad-identification', 'none') : null;
}

const CLOSED = ['Connection closed by ', 'Connection reset by '];
const DISCONNECTED = 'Disconnected from ';
const RECEIVED = 'Received disconnect from ';
const NO_IDENTIFICATION = 'Did not receive identification string from ';
const BANNER = 'banner exchange: Connection from ';
const NEGOTIATE = ['Unable to negotiate with ', 'ssh_dispatch_run_fatal: Connection from '];
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
  {
    name: 'negotiation-failed',
    starts: NEGOTIATE,
    read: peerAtStart('negotiation-failed', 'closed', ...NEGOTIATE),
  },
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
];
