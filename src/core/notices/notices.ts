import type { Alert, AlertId } from '../../model/alert.ts';
import type { Attempt, ChannelPolicy, ChannelStatus, Notice } from '../../model/notice.ts';
import { type EpochMs, toRfc3339 } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import type { AlertContext } from '../../report/alert-sections.ts';
import {
  alertMessage,
  digestMessage,
  type Message,
  type MessageOptions,
} from '../../report/notice/message.ts';
import { ChannelQueue } from './channel-queue.ts';

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
  /** The alert as it stands now; null when it is kept no more. */
  readonly alert: (id: AlertId) => Alert | null;
  readonly context: (alert: Alert) => AlertContext;
  /** Something is to be stored. */
  readonly onChange: () => void;
};

/**
 * Sends alerts to people and programs elsewhere, one message of a channel at a time. What is to be sent is stored before
 * and after: a message is lost with no crash, and sent again only when the crash came between its end and our writing it
 * down; it has the same number then.
 */
export class Notices {
  private readonly queues: readonly ChannelQueue[];
  private readonly busy = new Set<ChannelQueue>();
  private unsaved = new Map<Notice['id'], Notice>();
  private isStopped = false;

  constructor(private readonly parts: NoticesParts) {
    this.queues = parts.channels.map(
      ({ policy }) =>
        new ChannelQueue(
          policy,
          parts.stored.filter(({ channel }) => channel === policy.name),
        ),
    );
  }

  get statuses(): ChannelStatus[] {
    return this.queues.map((queue) => queue.status);
  }

  /** What the operator should know. */
  get troubles(): string[] {
    return this.statuses.flatMap(({ name, problem, waiting }) => {
      if (problem === null) return [];
      const when = toRfc3339(problem.retryAt).slice(11, 19);
      return [`${name}: ${problem.text}; ${waiting} to be sent, tried again at ${when}Z`];
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
  tick(now: EpochMs): void {
    if (this.isStopped) return;
    for (const [at, queue] of this.queues.entries()) {
      if (this.busy.has(queue)) continue;
      const { send, changed } = queue.next(now);
      this.changed(changed);
      const channel = this.parts.channels[at];
      if (send === null || channel === undefined) continue;
      const message = this.messageOf(send);
      if (message === null) this.changed(queue.dropped(send));
      else this.send(queue, channel, message);
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

  private send(queue: ChannelQueue, channel: Channel, message: Message): void {
    this.busy.add(queue);
    void channel.send(message).then((attempt) => {
      crashPoint('after-effect');
      this.busy.delete(queue);
      this.changed(queue.attempted(message.notice, attempt, this.parts.clock.now()));
    });
  }

  /** Null when there is nothing left to tell. */
  private messageOf(notice: Notice): Message | null {
    const { alert, context, options } = this.parts;
    const alerts = notice.alertIds.flatMap((id) => alert(id) ?? []);
    if (notice.kind === 'digest')
      return digestMessage(
        { ...notice, unnamed: notice.unnamed + notice.alertIds.length - alerts.length },
        alerts,
        options,
      );
    const [only] = alerts;
    // A stronger alert tells of the same by now.
    if (only === undefined || only.status === 'covered') return null;
    return alertMessage(notice, context(only), options);
  }

  private changed(notices: readonly Notice[]): void {
    if (notices.length === 0) return;
    for (const notice of notices) this.unsaved.set(notice.id, notice);
    this.parts.onChange();
  }
}
