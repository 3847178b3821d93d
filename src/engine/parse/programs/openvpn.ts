import { retainText } from '../../../model/log-event.ts';
import type { EpochMs } from '../../../model/time.ts';
import { layout } from '../../pattern.ts';
import { Latest } from '../latest.ts';
import {
  ADDRESS,
  type Groups,
  type ProgramForm,
  type ProgramMessage,
  patternForm,
  type Told,
} from './program-message.ts';

/** Its peer: `ADDRESS:PORT`, since 2.7 behind `udp4:` or `tcp4-server:`. */
const PEER = `(?:(?:udp|tcp)[46](?:-server)?:)?\\[?(?<address>${ADDRESS})\\]?:(?<port>\\d{1,5})`;
/**
 * Once it knows whose certificate it is, the name of that stands before the peer, and the account where it goes by that: any text
 * that can be printed. One with a colon could hold a peer.
 */
const NAMED_PEER = `(?:(?<name>[^:]{1,256})\\/)?${PEER}`;
/** The peer of a line that begins with a name which holds one, too. */
const ANOTHER_PEER = /\/(?:(?:udp|tcp)[46](?:-server)?:)?\[?[\da-fA-F.:]{2,45}\]?:\d{1,5} /;

const FIELDS = { auth_method: 'password', protocol: 'openvpn' };

function form(name: string, pattern: string, tell: (groups: Groups) => Told): ProgramForm {
  return patternForm(name, new RegExp(`^${pattern}$`), (groups) => ({
    ...{ address: groups.address, fields: { ...FIELDS, src_port: Number(groups.port) } },
    ...tell(groups),
  }));
}

const FAILED: Told = { login: true, outcome: 'failure' };

const REFUSED = form(
  'openvpn-refused',
  `${NAMED_PEER} (?:TLS Auth Error: Auth Username/Password verification failed for peer|VERIFY ERROR: depth=\\d(?<why>.{0,512}))`,
  ({ address, why = '' }) => ({ ...FAILED, address: ANOTHER_PEER.test(why) ? null : address }),
);
/** To a plugin or a script that judges in its own time: only the answer, or that the peer is served, tells how it ended. */
const DEFERRED = form(
  'openvpn-deferred',
  `${NAMED_PEER} TLS: Username/Password authentication deferred for username '(?<user>.{0,4096})' ?(?:\\[CN SET\\])?`,
  ({ user }) => ({ user: user?.slice(0, 256) }),
);
/** Other answers ask for a second factor, or say that nothing was wrong with the password. */
const ANSWERED = form(
  'openvpn-answered',
  `${NAMED_PEER} SENT CONTROL \\[(?<shown>.{1,256})\\]: 'AUTH_FAILED' \\(status=\\d\\)`,
  ({ shown = '' }) => ({ ...FAILED, login: !ANOTHER_PEER.test(shown) }),
);
const CONNECTED = form(
  'openvpn-accepted',
  `${PEER} \\[(?<user>.{1,256})\\] Peer Connection Initiated with \\[AF_INET6?\\]\\S{3,64}`,
  ({ user = '', address }) => ({
    ...{ user, login: true, outcome: 'success' },
    address: ANOTHER_PEER.test(user) ? null : address,
  }),
);
const SERVED = form(
  'openvpn-served',
  layout`
    ${NAMED_PEER} (?:
      SENT CONTROL \[(?<shown>.{1,256})\]: 'PUSH_REPLY,[^']{0,2048}' \(status=\d\)
      |MULTI_sva: pool returned IPv4=[\w.() ]{7,15}, IPv6=[\w:.() ]{2,45}
    )`,
  ({ name, address, shown = '' }) => ({
    user: name,
    address: ANOTHER_PEER.test(shown) ? null : address,
  }),
);

export const OPENVPN_FORMS: readonly ProgramForm[] = [REFUSED, DEFERRED, ANSWERED, CONNECTED, SERVED];

/** How long after a refusal it may be told again; how long a plugin may take. */
const AGAIN_MS = 5000;
const JUDGING_MS = 60_000;

type Peer = { readonly state: 'refused' | 'deferred'; readonly user: string | null; readonly until: EpochMs };
export type OpenvpnState = readonly (readonly [peer: string, state: Peer])[];

/**
 * What its messages about a peer mean together: one whose password was refused is connected all the same, to be answered so, by
 * some versions twice.
 */
export class OpenvpnPeers {
  private readonly peers = new Latest<Peer>();

  judge(told: ProgramMessage, server: string, time: EpochMs): ProgramMessage {
    const key = `${server} ${told.address} ${told.fields.src_port}`;
    const known = this.peers.get(key);
    const peer = known !== undefined && time <= known.until ? known : null;
    const set = (state: Peer['state'], ms: number) =>
      this.peers.set(key, {
        state,
        user: told.user === null ? null : retainText(told.user),
        until: time + ms,
      });
    switch (told.form) {
      case REFUSED.name:
        set('refused', AGAIN_MS);
        return told;
      case DEFERRED.name:
        set('deferred', JUDGING_MS);
        return told;
      case ANSWERED.name:
        if (peer?.state === 'refused') return { ...told, login: false };
        // Whether it is this peer's is only certain where a plugin was asked about it.
        if (!told.login && peer === null) return { ...told, login: true, address: null };
        set('refused', AGAIN_MS);
        return { ...told, login: true, user: peer?.user ?? null };
      case CONNECTED.name:
        return peer === null ? told : { ...told, login: false, outcome: null };
      case SERVED.name:
        if (peer?.state !== 'deferred') return told;
        this.peers.delete(key);
        return { ...told, login: true, outcome: 'success', user: peer.user };
      default:
        return told;
    }
  }

  save(): OpenvpnState {
    return this.peers.save();
  }

  restore(state: OpenvpnState): void {
    this.peers.restore(state);
  }
}
