import { type DurationMs, SECOND_MS } from '../../model/time.ts';
import { pause as realPause } from '../../platform/pause.ts';
import { Waker } from '../../platform/waker.ts';

/** How long those that have their answers wait for the others: one that Loki is slow about holds up none for ever. */
const LONGEST_MS: DurationMs = 10 * SECOND_MS;

/** One of those that ask in the same rounds: only its identity matters. */
type Member = object;

/**
 * Groups that ask at the same time hand over together: the lanes of all are busy before any has a line in, so that the
 * merge puts their lines in order of time. They wait here and not in the merge: whoever else is read is not held up.
 */
export class Rounds {
  private readonly members = new Set<Member>();
  private readonly asking = new Set<Member>();
  private waiting: { readonly member: Member; readonly busy: () => void; readonly waker: Waker }[] = [];

  constructor(private readonly pause: typeof realPause = realPause) {}

  join(member: Member): void {
    this.members.add(member);
    this.asking.add(member);
  }

  /** Takes out a member that ended or failed, so that nobody waits for it. */
  leave(member: Member): void {
    this.members.delete(member);
    this.asking.delete(member);
    this.goIfAllAreHere();
  }

  /** All are about to be woken: each is waited for, however soon others have their answers. */
  begin(): void {
    for (const member of this.members) this.ask(member);
  }

  ask(member: Member): void {
    if (!this.waiting.some((each) => each.member === member)) this.asking.add(member);
  }

  /** Resolves when the others have their answers too, after `busy` of each was called; or after a while. */
  async meet(member: Member, busy: () => void, signal: AbortSignal): Promise<void> {
    const waker = new Waker();
    this.waiting.push({ member, busy, waker });
    this.asking.delete(member);
    this.goIfAllAreHere();
    if (!(await waker.wait(LONGEST_MS, signal, this.pause))) this.go();
  }

  private goIfAllAreHere(): void {
    if (this.asking.size === 0) this.go();
  }

  private go(): void {
    const together = this.waiting;
    this.waiting = [];
    for (const { busy } of together) busy();
    for (const { waker } of together) waker.wake();
  }
}
