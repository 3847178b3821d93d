import type { LokiSettings } from '../clients/loki/settings.ts';
import type { FormatName } from '../engine/parse/parser.ts';
import type { Logsource } from '../model/log-event.ts';
import type { DurationMs, EpochMs } from '../model/time.ts';
import type { AutomaticPolicy } from './bans/automatic-bans.ts';
import type { DoorSettings } from './doors/doors.ts';
import type { IntelligenceSettings } from './load-intelligence.ts';
import type { NotifySettings } from './notices/channel-settings.ts';

/** One file, folder or `-` to read. */
export type PathSpec = {
  readonly path: string;
  /** What it is; null to recognise it. */
  readonly format: FormatName | null;
  /** What it is called on screen and in results; null for the path as given. */
  readonly label: string | null;
  /** Of streams in Loki: `loki` has it count for the rules, so that few lines are read; absent: all are read here. */
  readonly detection?: 'here' | 'loki';
  /** Live, when more comes than is judged: the writer waits, or what has no room is let go and counted; absent: waits. */
  readonly when_full?: 'wait' | 'shed';
};

/** What a screen may do to this core: everything, everything but bans, or only look. */
export type Permits = 'all' | 'no-bans' | 'nothing';

/** Who asks a core for something, and what that one may. */
export type Caller = {
  readonly permits: Permits;
  /** Name of the user; null for the one the core runs as. */
  readonly actor: string | null;
};

/** What carries bans out. */
export type ResponderSettings = {
  readonly nftables: boolean;
  readonly iptables: boolean;
  readonly ipset: boolean;
  readonly docker: readonly { readonly container: string; readonly privileged: boolean }[];
  /** Names of jails. */
  readonly fail2ban: readonly string[];
  readonly crowdsec: boolean;
  /** Argument arrays of the user's programs. */
  readonly hooks: readonly (readonly string[])[];
  /** Programs are started through `sudo -n`. */
  readonly sudo: boolean;
  /** Through `doas -n`, where they are not through sudo. */
  readonly doas: boolean;
  /** A program that has not ended by then is killed. */
  readonly timeout: DurationMs;
  readonly dockerSocket: string;
};

/** Nothing is touched: bans are simulated. */
export const NO_RESPONDERS = {
  ...{ nftables: false, iptables: false, ipset: false, crowdsec: false },
  ...{ docker: [], fail2ban: [], hooks: [] },
} as const;

export type ResponseSettings = ResponderSettings & {
  readonly automatic: AutomaticPolicy;
  /** Private addresses may be banned automatically. */
  readonly privateToo: boolean;
  readonly longestBan: DurationMs;
  /** Addresses and ranges of reverse proxies: never banned. */
  readonly trustedProxies: readonly string[];
  /** Hosts that this program itself depends on, by name or address, and why each is never banned. */
  readonly neededHosts: readonly { readonly host: string; readonly why: string }[];
};

/** All that a core is told when it starts: plain data, because it may start in another thread. */
export type CoreSettings = {
  readonly paths: readonly PathSpec[];
  /** Goes on reading; false reads everything once and ends. */
  readonly follow: boolean;
  /** Plays the bundled evidence instead of `paths`. */
  readonly demo: { readonly loop: boolean } | null;
  /** Where alerts and decisions are stored; null keeps them in memory. */
  readonly state: string | null;
  /** Where other screens find this core; absent or null: nowhere. */
  readonly doors?: DoorSettings | null;
  /** How much of it is kept: days, and alerts. */
  readonly keep: { readonly days: number; readonly alerts: number };
  readonly timeZone: string;
  /** What log the input is of, for the rules; absent or null: what its parser takes it for. */
  readonly logsource?: Logsource | null;
  /** Where Loki is; absent or null when none of `paths` is there. */
  readonly loki?: LokiSettings | null;
  /** The Loki that is told of alerts; absent or null: none. */
  readonly tellLoki?: LokiSettings | null;
  /** Folders of the user's rules. */
  readonly rules: readonly string[];
  /** Folders of the user's parsers. */
  readonly parsers?: readonly string[];
  /** Proxies whose word on whom they spoke for is taken; absent: nobody's. */
  readonly believedProxies?: readonly string[];
  /** Files that say something of addresses; absent: none. */
  readonly intelligence?: IntelligenceSettings;
  /** The user's policy; null for the shipped one. */
  readonly policy: string | null;
  /** Language of the shipped policy's texts; English when absent. */
  readonly language?: 'en' | 'fr';
  /** Events before or after are read and not judged; null: no limit. */
  readonly range: { readonly since: EpochMs | null; readonly until: EpochMs | null };
  readonly failuresPer10s: number;
  /** This machine itself is watched: its sockets, units and settings. */
  readonly machine?: boolean;
  readonly permits: Permits;
  /** The choice that the ban menu offers first, in milliseconds; null is a ban without end. */
  readonly defaultBan: DurationMs | null;
  /** Addresses and ranges that are never banned. */
  readonly allowlist: readonly string[];
  readonly response: ResponseSettings;
  /** Whom alerts are sent to; absent or null: nobody. */
  readonly notify?: NotifySettings | null;
  /** The address this session comes from, as sshd told it; null when not known. */
  readonly sshClient: string | null;
  /** The folder with `rules`, `policy` and `demo` as shipped. */
  readonly shipped: string;
};
