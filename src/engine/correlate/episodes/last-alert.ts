import type { Alert, Evidence } from '../../../model/alerts/alert.ts';

/**
 * An alert whose lines are read when they are asked for, each time. A class: an object with a getter of its own has a
 * hidden class of its own, which took more memory than the alert.
 */
export class LastAlert implements Alert {
  readonly id: Alert['id'];
  readonly class: Alert['class'];
  readonly rule: Alert['rule'];
  readonly group: Alert['group'];
  readonly firstSeen: Alert['firstSeen'];
  readonly lastSeen: Alert['lastSeen'];
  readonly eventCount: number;
  readonly sources: Alert['sources'];
  readonly users: Alert['users'];
  readonly recommendation: string;
  readonly historical: boolean;
  readonly status: Alert['status'];

  constructor(
    alert: Omit<Alert, 'evidence'>,
    private readonly lines: () => readonly Evidence[],
  ) {
    this.id = alert.id;
    this.class = alert.class;
    this.rule = alert.rule;
    this.group = alert.group;
    this.firstSeen = alert.firstSeen;
    this.lastSeen = alert.lastSeen;
    this.eventCount = alert.eventCount;
    this.sources = alert.sources;
    this.users = alert.users;
    this.recommendation = alert.recommendation;
    this.historical = alert.historical;
    this.status = alert.status;
  }

  get evidence(): readonly Evidence[] {
    return this.lines();
  }
}
