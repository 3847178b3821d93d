import { retainText } from '../../../model/log-event.ts';
import type { EpochMs } from '../../../model/time.ts';
import { Latest } from '../latest.ts';
import {
  ADDRESS,
  type Groups,
  type ProgramForm,
  type ProgramMessage,
  patternForm,
  type Told,
} from './program-message.ts';

/** Its own, which syslog gets as well. */
const STAMP = '(?:\\d{10}: )?';
const PEER = `(?<address>\\[?${ADDRESS}\\]?):(?<port>\\d{1,5})`;
const FIELDS = { auth_method: 'password', protocol: 'mqtt' };

function form(name: string, pattern: string, tell: (groups: Groups) => Told): ProgramForm {
  return patternForm(name, new RegExp(`^${STAMP}(?:${pattern})$`), (groups) => ({
    ...{ user: groups.user, address: groups.address },
    fields: { ...FIELDS, client_id: groups.id, src_port: groups.port && Number(groups.port) },
    ...tell(groups),
  }));
}

const FAILED: Told = { login: true, outcome: 'failure' };

const REFUSED = form(
  'mosquitto-refused',
  `Client (?<user>.{0,256}) \\[${PEER}\\] disconnected[,:] not authorised\\.`,
  () => FAILED,
);
const CONNECTED = form('mosquitto-connected', `New connection from ${PEER} on port \\d{1,5}\\.`, () => ({}));
/** An account stands there where one was asked for. */
const ACCEPTED = form(
  'mosquitto-accepted',
  `New client connected from ${PEER} as (?<id>.{0,512}) \\(p\\d, c\\d, k\\d{1,5}(?:, u'(?<user>.{0,4096})')?\\)\\.`,
  ({ user }) => (user === undefined ? {} : { login: true, outcome: 'success', user: user.slice(0, 256) }),
);
/** Until 2.1 it does not say whose connection ends before it is let in. */
const NAMELESS = form(
  'mosquitto-nameless',
  '(?:Client|(?:Socket error|Bad socket read/write) on client) <unknown>(?:(?<refused> disconnected, not authorised\\.)|(?! disconnected\\.$).{0,256})',
  ({ refused }) => (refused === undefined ? {} : FAILED),
);

export const MOSQUITTO_FORMS: readonly ProgramForm[] = [REFUSED, CONNECTED, ACCEPTED, NAMELESS];

/** No connection waits longer to be let in. */
const LONGEST_MS = 120_000;
const MOST_WAITING = 256;
/** Of each the waiting are remembered, and whoever writes to a syslog port names as many hosts as they like. */
const MOST_BROKERS = 64;
const FOREVER = Number.MAX_SAFE_INTEGER;

type Waiting = { readonly address: string; readonly port: unknown; readonly time: EpochMs };
type Broker = { waiting: Waiting[]; ended: number; blindUntil: EpochMs };
export type MosquittoState = readonly (readonly [server: string, broker: Broker])[];

/** Whose connection was refused, where it does not say so: known when all that wait to be let in come from one address. */
export class MosquittoConnections {
  /** Once a broker had to be forgotten, one that seems new may be it, with connections that nobody remembers. */
  private blindUntil: EpochMs = 0;
  private readonly brokers = new Latest<Broker>(() => {
    this.blindUntil = FOREVER;
  }, MOST_BROKERS);

  judge(told: ProgramMessage, server: string, time: EpochMs): ProgramMessage {
    const broker = this.brokers.get(server) ?? { waiting: [], ended: 0, blindUntil: this.blindUntil };
    this.brokers.set(server, broker);
    while (time - (broker.waiting[0]?.time ?? time) > LONGEST_MS) broker.waiting.shift();
    switch (told.form) {
      case CONNECTED.name:
        wait(broker, told, time);
        return told;
      case ACCEPTED.name:
        // Who calls itself so can make others' connections look ended.
        if (String(told.fields.client_id).startsWith('<unknown>')) broker.blindUntil = FOREVER;
        broker.waiting = broker.waiting.filter(
          ({ address, port }) => address !== told.address || port !== told.fields.src_port,
        );
        settle(broker);
        return told;
      case NAMELESS.name: {
        const [address = null, ...others] = new Set(broker.waiting.map((peer) => peer.address));
        broker.ended += 1;
        settle(broker);
        return { ...told, address: others.length === 0 && time >= broker.blindUntil ? address : null };
      }
      default:
        return told;
    }
  }

  save(): MosquittoState {
    return this.brokers.save();
  }

  restore(state: MosquittoState): void {
    this.brokers.restore(state);
  }
}

function wait(broker: Broker, { address, fields }: ProgramMessage, time: EpochMs): void {
  if (broker.waiting.length >= MOST_WAITING) {
    broker.waiting = [];
    broker.blindUntil = Math.max(broker.blindUntil, time + LONGEST_MS);
  }
  broker.waiting.push({ address: retainText(address ?? ''), port: fields.src_port, time });
}

function settle(broker: Broker): void {
  if (broker.ended < broker.waiting.length) return;
  broker.waiting = [];
  broker.ended = 0;
}
