import type { BanPlan } from '../../core/protocol.ts';
import type { AlertId } from '../../model/alert.ts';
import type { Decision } from '../../model/decision.ts';
import type { DurationMs } from '../../model/time.ts';
import { durationWords } from '../presentation/times.ts';
import type { Controls } from './commands.ts';
import type { Tone } from './console-state.ts';
import { reasonOf } from './reason.ts';

/** Opens the menu, and fills it when the core has said what a ban would be. */
export function planBan(address: string, alertId: AlertId | null, { ports, dispatch }: Controls): void {
  dispatch({ type: 'asked-ban', address, alertId });
  ports.link.request({ kind: 'plan-ban', address }).then(
    (plan) => {
      ports.onUrgent?.();
      dispatch({ type: 'planned-ban', address, plan });
    },
    (error: unknown) => dispatch({ type: 'failed-ban-plan', address, reason: reasonOf(error) }),
  );
}

export function orderBan(
  plan: BanPlan,
  duration: DurationMs | null,
  alertId: AlertId | null,
  controls: Controls,
): void {
  const request = controls.ports.link.request({ kind: 'ban', address: plan.value, duration, alertId });
  tell(request, `Ban of ${plan.value}`, controls);
}

export function orderUnban(ban: Decision, controls: Controls): void {
  tell(controls.ports.link.request({ kind: 'unban', decisionId: ban.id }), `Unban of ${ban.value}`, controls);
}

/** The core's answer in words, and the lists anew. */
function tell(request: Promise<Decision>, order: string, { dispatch, refresh }: Controls): void {
  request.then(
    (decision) => {
      refresh();
      const { text, tone } = outcomeOf(decision);
      dispatch({ type: 'said', text, tone });
    },
    (error: unknown) => dispatch({ type: 'said', text: `${order} refused: ${reasonOf(error)}`, tone: 'bad' }),
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
