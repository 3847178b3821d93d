import type { BanPlan, UndoneBan } from '../../../core/protocol/bans.ts';
import type { AlertId } from '../../../model/alerts/alert.ts';
import type { Decision } from '../../../model/bans/decision.ts';
import { RefusedError } from '../../../model/refused-error.ts';
import type { DurationMs, EpochMs } from '../../../model/time.ts';
import { durationWords } from '../../presentation/words/times.ts';
import type { Confirmation, Tone } from '../console-state.ts';
import type { Controls } from '../controls.ts';
import { orderReason, reasonOf } from '../reason.ts';

type Order = (ban: UndoneBan) => Promise<Decision>;

/** Opens the ban menu; the core says what a ban would run, of each address. */
export function planBan(
  address: string,
  others: readonly string[],
  alertId: AlertId | null,
  { ports, dispatch }: Controls,
): void {
  dispatch({ type: 'asked-ban', address, others, alertId });
  const planOf = (value: string): Promise<BanPlan> =>
    ports.link.request({ kind: 'plan-ban', address: value });
  Promise.all([planOf(address), Promise.all(others.map(planOf))]).then(
    ([first, rest]) => {
      ports.onUrgent?.();
      // What may be banned comes first, so that the menu has something to choose.
      const [plan = first, ...further] = [first, ...rest].sort(
        (one, other) => Number(one.refused !== null) - Number(other.refused !== null),
      );
      dispatch({ type: 'planned-ban', address, plan, others: further });
    },
    (error: unknown) => dispatch({ type: 'failed-ban-plan', address, reason: reasonOf(error) }),
  );
}

/** One after the other; those that are refused are named. */
export function orderBans(
  plans: readonly BanPlan[],
  duration: DurationMs | null,
  alertId: AlertId | null,
  controls: Controls,
): void {
  const [only, ...others] = plans;
  if (only === undefined) return;
  if (others.length === 0) {
    tell(banOf(only, duration, alertId, controls), `Ban of ${only.value}`, controls);
    return;
  }
  void orderMany(plans, duration, controls);
}

async function orderMany(
  plans: readonly BanPlan[],
  duration: DurationMs | null,
  controls: Controls,
): Promise<void> {
  const orderedAt = controls.ports.clock.now();
  const done: Decision[] = [];
  const refused: string[] = [];
  const unanswered: string[] = [];
  for (const plan of plans) {
    try {
      done.push(await banOf(plan, duration, null, controls, orderedAt));
    } catch (error) {
      (error instanceof RefusedError ? refused : unanswered).push(`${plan.value} (${reasonOf(error)})`);
    }
  }
  controls.refresh();
  const bad = done.filter(({ state }) => state === 'not-effective').map(({ value }) => value);
  const simulated = done.some(({ state }) => state === 'simulated') ? ', SIMULATED' : '';
  const parts = [
    `${done.length} of ${plans.length} addresses banned${simulated}`,
    ...(bad.length > 0 ? [`NOT effective: ${bad.join(', ')}`] : []),
    ...(refused.length > 0 ? [`refused: ${refused.join(', ')}`] : []),
    ...(unanswered.length > 0 ? [`no answer: ${unanswered.join(', ')}`] : []),
  ];
  const tone = done.length - bad.length < plans.length ? 'bad' : 'good';
  controls.dispatch({ type: 'said', text: `${parts.join('; ')}.`, tone });
}

function banOf(
  plan: BanPlan,
  duration: DurationMs | null,
  alertId: AlertId | null,
  { ports }: Controls,
  orderedAt?: EpochMs,
): Promise<Decision> {
  const together = orderedAt === undefined ? {} : { orderedAt };
  return ports.link.request({ kind: 'ban', address: plan.value, duration, alertId, ...together });
}

/** Bans what is protected, for the first length offered, when the address was typed to the letter. */
export function orderOverride(
  plan: BanPlan,
  typed: string,
  alertId: AlertId | null,
  controls: Controls,
): void {
  const address = plan.value;
  if (typed.trim() !== address) {
    const text = `That is not ${address}: nothing was done.`;
    controls.dispatch({ type: 'said', text, tone: 'info' });
    return;
  }
  const duration = plan.choices[0]?.duration ?? null;
  const request = { kind: 'ban', address, duration, alertId, override: address } as const;
  tell(controls.ports.link.request(request), `Ban of ${address}`, controls);
}

/** One after the other; those that could not be lifted are named. */
export function orderUnbans(bans: readonly Decision[], controls: Controls): void {
  const [only, ...others] = bans;
  if (only === undefined) return;
  const many = others.length === 0 ? {} : { orderedAt: controls.ports.clock.now() };
  const unban: Order = ({ id }) => controls.ports.link.request({ kind: 'unban', decisionId: id, ...many });
  if (others.length === 0) tell(unban(only), `Unban of ${only.value}`, controls);
  else void orderOfEach(bans, unban, ['bans are lifted', 'NOT lifted'], controls);
}

async function orderOfEach(
  bans: readonly UndoneBan[],
  order: Order,
  [done, not]: readonly [done: string, not: string],
  controls: Controls,
): Promise<void> {
  const failed: string[] = [];
  for (const ban of bans) {
    try {
      const { state, value, detail } = await order(ban);
      if (state === 'not-effective') failed.push(`${value} (${detail ?? 'not known why'})`);
    } catch (error) {
      failed.push(`${ban.value} (${reasonOf(error)})`);
    }
  }
  controls.refresh();
  const all = `${bans.length - failed.length} of ${bans.length} ${done}`;
  const text = failed.length === 0 ? `${all}.` : `${all}; ${not}: ${failed.join(', ')}.`;
  controls.dispatch({ type: 'said', text, tone: failed.length === 0 ? 'good' : 'bad' });
}

/** The ban of a range stays after its first minute. */
export function orderKeep({ id, value }: Decision, controls: Controls): void {
  tell(
    controls.ports.link.request({ kind: 'confirm-ban', decisionId: id }),
    `Keeping the ban of ${value}`,
    controls,
  );
}

export function orderUndo(bans: readonly UndoneBan[], controls: Controls): void {
  const undo: Order = ({ id }) => controls.ports.link.request({ kind: 'undo', decisionId: id });
  const [only, ...others] = bans;
  if (only === undefined) return;
  if (others.length === 0) tell(undo(only), 'Undo', controls);
  else void orderOfEach(bans, undo, ['orders are taken back', 'NOT taken back'], controls);
}

export function orderAllow(
  { address, order }: Extract<Confirmation, { kind: 'allow' }>,
  { ports, dispatch, refresh }: Controls,
): void {
  ports.link.request({ kind: 'allow', address, order }).then(
    ({ isAllowed }) => {
      refresh();
      const text = isAllowed
        ? `${address} is never banned from now on; a ban of it is lifted.`
        : `${address} may be banned again.`;
      dispatch({ type: 'said', text, tone: 'good' });
    },
    (error: unknown) => dispatch({ type: 'said', text: `Refused: ${reasonOf(error)}`, tone: 'bad' }),
  );
}

/** The core's answer in words, and the lists anew. */
function tell(request: Promise<Decision>, order: string, controls: Controls): void {
  const { dispatch, refresh, read, ports } = controls;
  request.then(
    (decision) => {
      refresh();
      if (decision.confirmBy !== null && decision.goal === 'banned' && read().overlay.kind === 'none') {
        ports.onUrgent?.();
        dispatch({ type: 'asked', what: { kind: 'keep', ban: decision }, byItself: true });
      }
      const { text, tone } = outcomeOf(decision);
      dispatch({ type: 'said', text, tone });
    },
    (error: unknown) => dispatch({ type: 'said', text: orderReason(order, error), tone: 'bad' }),
  );
}

function outcomeOf(decision: Decision): { readonly text: string; readonly tone: Tone } {
  const { value, responder, duration } = decision;
  const length = duration === null ? 'for good' : `for ${durationWords(duration)}`;
  const detail = decision.detail === null ? '' : `: ${decision.detail}`;
  switch (decision.state) {
    case 'effective':
      return { text: `${value} is banned ${length} by ${responder}.`, tone: 'good' };
    case 'simulated':
      return {
        text: `SIMULATED ban of ${value} ${length} by ${responder}: nothing was blocked.`,
        tone: 'good',
      };
    case 'pending':
      return {
        text: `Ban of ${value} ${length} ordered; waiting for ${responder} to confirm it.`,
        tone: 'info',
      };
    case 'not-effective':
      return { text: `Ban of ${value} is NOT effective${detail}`, tone: 'bad' };
    case 'lifted':
      return { text: `The ban of ${value} is lifted.`, tone: 'good' };
    case 'expired':
      return { text: `The ban of ${value} has expired.`, tone: 'info' };
  }
}
