import type { Alert } from '../../model/alerts/alert.ts';
import type { Action } from '../../model/bans/action.ts';
import type { Decision } from '../../model/bans/decision.ts';
import { plural } from '../../model/plural.ts';
import { RefusedError } from '../../model/refused-error.ts';
import { type EpochMs, MINUTE_MS, SECOND_MS, toRfc3339 } from '../../model/time.ts';
import type { AutomaticBans as AutomaticState, ResponderStatus, ResponseStatus } from '../protocol/bans.ts';
import type { ConsoleRequest, ReplyTo } from '../protocol/messages.ts';
import { Allowlist } from './allowlist.ts';
import { AutomaticBans, type AutomaticPolicy } from './automatic-bans.ts';
import type { Deed } from './ban-lane.ts';
import type { BanOrder } from './ban-order.ts';
import type { Undoable } from './ban-undo.ts';
import { type BanParts, Bans } from './bans.ts';
import { actionsOf } from './deed-actions.ts';

export type ResponseParts = Omit<BanParts, 'onDeed'> & {
  readonly automatic: AutomaticPolicy;
  /** Name of the user this core runs as: who orders when nobody says who. */
  readonly user: string;
  readonly onAction: (action: Action) => void;
  /** The part of the good traffic that comes from an address, 0 to 1. */
  readonly share: (address: string) => number;
  /** An alert rests on packets alone. */
  readonly isOfPackets: (alert: Alert) => boolean;
  readonly isCrawler?: (address: string) => boolean;
};

/** What the console may ask of bans. */
export type BanRequest = Extract<
  ConsoleRequest,
  { kind: 'plan-ban' | 'ban' | 'unban' | 'confirm-ban' | 'undo' | 'bans' | 'automatic-bans' | 'allow' }
>;

const RECONCILE_MS = MINUTE_MS;
/** How long after a ban what it stopped is counted first: who banned somebody looks at that. */
const FIRST_COUNT_MS = 8 * SECOND_MS;
/** How long the operator is told that bans had been taken away. */
const LOSS_TOLD_MS = 10 * MINUTE_MS;
const HALT = 'halt automatic bans';
const RESUME = 'resume automatic bans';

/** Everything that acts on the world: bans by people and by the policy, kept true, and told to the action log. */
export class Response {
  readonly bans: Bans;
  private readonly automatic: AutomaticBans;
  private allowlist = new Allowlist([]);
  private reconcileAt: EpochMs;
  private comparing: Promise<void> | null = null;

  constructor(private readonly parts: ResponseParts) {
    const { clock, onAction, protection, automatic, share, isOfPackets } = parts;
    this.bans = new Bans({
      ...parts,
      onDeed: (deed) => {
        for (const action of actionsOf(deed, clock.now())) onAction(action);
        if (isFresh(deed)) this.reconcileAt = Math.min(this.reconcileAt, clock.now() + FIRST_COUNT_MS);
      },
    });
    this.automatic = new AutomaticBans({
      policy: automatic,
      share,
      isOfPackets,
      ...(parts.isCrawler && { isCrawler: parts.isCrawler }),
      refusal: (address) => protection.refusal(address, 'policy'),
      earlier: (address) => this.bans.of(address),
      isBanned: (address) => this.bans.isDealtWith(address, automatic.mode === 'simulate'),
      isSimulated: this.bans.isSimulated(automatic.mode === 'simulate'),
    });
    this.reconcileAt = clock.now();
  }

  /** Decisions of an earlier run, whether somebody had pulled the kill switch, and who is never to be banned. */
  restore(decisions: readonly Decision[], actions: readonly Action[], allowed: readonly string[] = []): void {
    this.bans.restore(decisions);
    this.allowlist = new Allowlist(allowed);
    this.parts.protection.allow(allowed);
    const last = actions.findLast(({ kind }) => kind === HALT || kind === RESUME);
    this.automatic.halted = last?.kind === HALT;
  }

  /** Called every second. */
  tick(now: EpochMs): void {
    if (this.bans.tick(now)) this.reconcileAt = now;
    // It may have been set by a clock that was ahead.
    if (now >= this.reconcileAt || this.reconcileAt - now > RECONCILE_MS) void this.compare();
  }

  /** Compares the bans with the firewall now; who asks while that is done waits for it. */
  compare(): Promise<void> {
    if (this.comparing !== null) return this.comparing;
    this.reconcileAt = this.parts.clock.now() + RECONCILE_MS;
    this.comparing = this.bans.reconcile().finally(() => {
      this.comparing = null;
    });
    return this.comparing;
  }

  /** An alert opened or grew: the policy may ban who it names. */
  onAlert(alert: Alert): void {
    const { clock, automatic } = this.parts;
    if (automatic.mode === 'off') return;
    const verdict = this.automatic.judge(alert, clock.now());
    if (verdict.kind !== 'ban') return;
    const { address, simulate } = verdict;
    const order: BanOrder = {
      ...{ address, simulate, alertId: alert.id, origin: 'policy', override: null, responder: null },
      duration: this.bans.earnedLength(address, simulate),
      actor: `rule ${alert.rule.name}`,
      reason: `${alert.rule.title}: ${alert.eventCount} events`,
    };
    this.bans.ban(order).catch((error: unknown) => {
      if (!(error instanceof RefusedError)) throw error;
    });
  }

  /** `actor`: who asks, in the action log; null for the user that the core runs as. */
  handle(
    request: BanRequest,
    actor: string | null = null,
  ): Promise<ReplyTo[BanRequest['kind']]> | ReplyTo[BanRequest['kind']] {
    const { bans } = this;
    switch (request.kind) {
      case 'plan-ban':
        return bans.plan(request.address, request);
      case 'ban':
        return bans.ban(this.orderOf(request, actor));
      case 'unban':
        this.tellWhoAsked('asked to unban', bans.get(request.decisionId), actor);
        return bans.unban(request.decisionId, request.orderedAt);
      case 'confirm-ban':
        this.tellWhoAsked('asked to keep the ban', bans.get(request.decisionId), actor);
        return bans.confirm(request.decisionId);
      case 'undo':
        this.tellWhoAsked(
          'asked to undo',
          bans.get(request.decisionId ?? bans.undoing().at(-1)?.id ?? ''),
          actor,
        );
        return bans.undo(request.decisionId);
      case 'bans':
        return {
          total: bans.total,
          rows: bans.rows(request.limit, this.parts.clock.now()),
          response: this.status,
        };
      case 'automatic-bans':
        return this.pullSwitch(request.order, actor);
      case 'allow':
        return this.allow(request, actor);
    }
  }

  /** What is done to a ban is logged in the name of whoever ordered it: another person is told beside it. */
  private tellWhoAsked(kind: string, decision: Decision | undefined, actor: string | null): void {
    if (!decision || actor === null || actor === decision.actor) return;
    const { id, value: subject } = decision;
    this.parts.onAction({ time: this.parts.clock.now(), actor, kind, subject, detail: { decision: id } });
  }

  /** Who emptied the firewall let in who was banned: for a while the operator is told. */
  get warnings(): string[] {
    return lossWords(this.bans.responders, this.parts.clock.now());
  }

  get status(): ResponseStatus {
    const { bans } = this;
    return {
      responders: bans.responders,
      automatic: this.automaticState,
      heldBack: { ...this.automatic.heldBack },
      unknownBans: bans.unknown,
      undo: this.undo,
    };
  }

  private get undo(): ResponseStatus['undo'] {
    const done = this.bans.undoing();
    const undone = done.flatMap(({ id }) => this.bans.get(id) ?? []);
    const kinds = new Set(done.map(({ kind }) => kind));
    const [kind] = kinds;
    if (kind === undefined) return null;
    const values = undone.map(({ value }) => value).join(', ');
    const many = kinds.size > 1 ? 'orders about' : `${kind}s of`;
    return {
      what: undone.length > 1 ? `the ${undone.length} ${many} ${values}` : doneWords(kind, values),
      bans: undone.map(({ id, value }) => ({ id, value })),
    };
  }

  private get automaticState(): AutomaticState {
    const { mode } = this.parts.automatic;
    return mode !== 'off' && this.automatic.halted ? 'halted' : mode;
  }

  private orderOf(request: Extract<BanRequest, { kind: 'ban' }>, caller: string | null): BanOrder {
    const { address, duration, alertId, orderedAt } = request;
    const { override = null, reason = null, responder = null } = request;
    const actor = request.actor ?? caller;
    const given = { address, duration, alertId, override, reason, responder, orderedAt };
    return { ...given, actor: actor ?? this.parts.user, origin: 'analyst', simulate: false };
  }

  /** Who is allowed is let in at once, whoever banned it. */
  private allow(
    { address, order }: Extract<BanRequest, { kind: 'allow' }>,
    caller: string | null,
  ): ReplyTo['allow'] {
    const { clock, user, onAction, protection } = this.parts;
    return this.allowlist.handle(address, order, (kind, subject) => {
      onAction({ time: clock.now(), actor: caller ?? user, kind, subject, detail: {} });
      protection.allow(this.allowlist.all);
      this.reconcileAt = clock.now();
    });
  }

  private pullSwitch(order: 'halt' | 'resume', caller: string | null): AutomaticState {
    const { automatic, clock, user, onAction } = this.parts;
    if (automatic.mode === 'off') throw new RefusedError('automatic bans are off in the configuration');
    this.automatic.halted = order === 'halt';
    const kind = order === 'halt' ? HALT : RESUME;
    onAction({ time: clock.now(), actor: caller ?? user, kind, subject: 'automatic bans', detail: {} });
    return this.automaticState;
  }
}

/** What was taken away of the bans in the last minutes, in words. */
export function lossWords(responders: readonly ResponderStatus[], now: EpochMs): string[] {
  return responders.flatMap(({ name, lost }) => {
    if (!lost || now - lost.at >= LOSS_TOLD_MS) return [];
    const bans = plural(lost.bans, 'ban');
    return `${name} had lost ${bans}: somebody else changed or emptied it. Seen, and set again, at ${toRfc3339(lost.at)}.`;
  });
}

/** Bans that stand since now, and not since what was missing was put back. */
function isFresh({ kind, simulated, decisions, failures }: Deed): boolean {
  return (
    kind === 'ban' &&
    !simulated &&
    decisions.some(({ state, value }) => state === 'pending' && !failures.has(value))
  );
}

function doneWords(kind: Undoable['kind'], value: string): string {
  return kind === 'added responder' ? `the ${kind} of the ban of ${value}` : `the ${kind} of ${value}`;
}
