import { setImmediate } from 'node:timers/promises';
import type { Alert, AlertId } from '../../model/alerts/alert.ts';
import type { Attempt, ChannelPolicy, ChannelStatus, Notice } from '../../model/notice.ts';
import { type DurationMs, type EpochMs, MINUTE_MS, toRfc3339 } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import type { AlertContext } from '../../report/alert-sections.ts';
import {
  alertMessage,
  digestMessage,
  type Message,
  type MessageOptions,
} from '../../report/notice/message.ts';
import { ChannelQueue, isAtOnce, isOfSettled } from './channel-queue.ts';

/** One place that alerts are sent to. `send` never rejects. */
export type Channel = {
  readonly policy: ChannelPolicy;
  readonly send: (message: Message) => Promise<Attempt>;
};

export type NoticesParts = {
  readonly channels: readonly Channel[];
  readonly stored: readonly Notice[];
  readonly clock: Clock;
  readonly options: MessageOptions;
  /** How long a new alert is given to grow before it is sent. */
  readonly settle: DurationMs;
  /** The alert as it stands now; null when it is kept no more. */
  readonly alert: (id: AlertId) => Alert | null;
  readonly context: (alert: Alert) => AlertContext;
  /** Something is to be stored. */
  readonly onChange: () => void;
  /** Something was sent, or could not be: to be stored at once, for a crash would send it again. */
  readonly onAttempt: () => void;
};

type Sending = { readonly since: EpochMs; readonly ended: Promise<void> };

/** A server that takes longer for an answer is told of. */
const SLOW_MS: DurationMs = MINUTE_MS;

/**
 * Sends alerts to people and programs elsewhere, one message of a channel at a time. What is to be sent is stored before
 * and after: a message is lost with no crash, and sent again only when the crash came between its end and our writing it
 * down; it has the same number then.
 */
export class Notices {
  private readonly queues: readonly ChannelQueue[];
  private readonly busy = new Map<ChannelQueue, Sending>();
  private unsaved = new Map<Notice['id'], Notice>();
  private isStopped = false;

  constructor(private readonly parts: NoticesParts) {
    this.queues = parts.channels.map(
      ({ policy }) =>
        new ChannelQueue(
          policy,
          parts.settle,
          parts.stored.filter(({ channel }) => channel === policy.name),
        ),
    );
  }

  get statuses(): ChannelStatus[] {
    return this.queues.map((queue) => queue.status);
  }

  /** What the operator should know. */
  get troubles(): string[] {
    return this.queues.flatMap((queue) => {
      const { name, problem, waiting, givenUp } = queue.status;
      const since = this.busy.get(queue)?.since ?? Number.POSITIVE_INFINITY;
      if (since + SLOW_MS < this.parts.clock.now())
        return [`${name}: no answer since ${clockTime(since)}; ${waiting} to be sent`];
      if (problem === null) return [];
      const { text, retryAt } = problem;
      const more = retryAt === null ? '' : `, tried again at ${clockTime(retryAt)}`;
      const lost = givenUp === 0 ? '' : `; ${givenUp} given up`;
      return [`${name}: ${text}; ${waiting} to be sent${more}${lost}`];
    });
  }

  get hasUnsaved(): boolean {
    return this.unsaved.size > 0;
  }

  onAlert(alert: Alert): void {
    if (this.queues.length === 0) return;
    const now = this.parts.clock.now();
    for (const queue of this.queues) this.changed(queue.onAlert(alert, now));
  }

  /** Called every second. */
  tick(): void {
    for (const [at, queue] of this.queues.entries()) {
      const channel = this.parts.channels[at];
      if (channel !== undefined) this.step(queue, channel);
    }
  }

  /** What has changed since it was last asked. To be stored with the alerts that it is about. */
  takeUnsaved(): Notice[] {
    const taken = [...this.unsaved.values()];
    this.unsaved = new Map();
    return taken;
  }

  /** It could not be stored. */
  putBack(notices: readonly Notice[]): void {
    this.unsaved = new Map([...notices.map((notice) => [notice.id, notice] as const), ...this.unsaved]);
  }

  /** Begins no more. */
  stop(): void {
    this.isStopped = true;
  }

  /** What is under way; null when nothing is. Its end is to be waited for: else it would be sent again. */
  get underway(): Promise<unknown> | null {
    return this.busy.size === 0 ? null : Promise.all([...this.busy.values()].map(({ ended }) => ended));
  }

  /** Sends what is due, one after the other. */
  private step(queue: ChannelQueue, channel: Channel): void {
    while (!this.isStopped && !this.busy.has(queue)) {
      const { send, changed } = queue.next(this.parts.clock.now());
      this.changed(changed);
      if (send === null) return;
      const message = this.messageOf(send, channel.policy);
      if (message === null) this.changed(queue.dropped(send));
      else this.send(queue, channel, send, message);
    }
  }

  private send(queue: ChannelQueue, channel: Channel, notice: Notice, message: Message): void {
    const ended = (async () => {
      const attempt = await channel.send(message);
      crashPoint('after-effect');
      const { clock, onAttempt } = this.parts;
      this.changed(queue.attempted(notice, attempt, clock.now()));
      onAttempt();
      // Thousands of them, one after the other, would hold up everything else.
      await setImmediate();
      this.busy.delete(queue);
      this.step(queue, channel);
    })();
    this.busy.set(queue, { since: this.parts.clock.now(), ended });
  }

  /** Null when there is nothing left to tell. */
  private messageOf(notice: Notice, policy: ChannelPolicy): Message | null {
    const { alert, context, options } = this.parts;
    const known = notice.alertIds.flatMap((id) => alert(id) ?? []);
    // What a stronger alert tells by now, or somebody has dealt with, is no news.
    const told = isOfSettled(notice) ? 'settled' : 'open';
    const alerts = known.filter(({ status }) => status === told);
    if (notice.kind === 'digest') {
      const unnamed = notice.unnamed + notice.alertIds.length - known.length;
      if (alerts.length + unnamed === 0) return null;
      const heldBack = alerts.filter((one) => isAtOnce(one, policy)).length;
      return digestMessage(notice, { alerts, unnamed, heldBack }, options);
    }
    const [only] = alerts;
    if (only === undefined) return null;
    return alertMessage(notice, context(only), options);
  }

  private changed(notices: readonly Notice[]): void {
    if (notices.length === 0) return;
    for (const notice of notices) this.unsaved.set(notice.id, notice);
    this.parts.onChange();
  }
}

function clockTime(time: EpochMs): string {
  return `${toRfc3339(time).slice(11, 19)}Z`;
}
