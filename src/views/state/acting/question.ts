import { type EpochMs, SECOND_MS } from '../../../model/time.ts';
import type { Action } from '../action.ts';
import type { Overlay } from '../console-state.ts';

type Asking = Extract<
  Action,
  { type: 'asked-ban' | 'planned-ban' | 'failed-ban-plan' | 'asked-unban' | 'asked' | 'moved-choice' }
>;

/** A plan that comes this late after the key appears by itself, as far as the operator's hands know. */
const PROMPT_MS = 200;
/** Keys this soon after something appeared by itself were meant for something else. */
const DEAF_MS = SECOND_MS / 2;

/** The overlays that ask before they act. Cancel is always first, and always what is marked. */
export function question(overlay: Overlay, action: Asking, now: EpochMs): Overlay {
  switch (action.type) {
    case 'asked-ban':
      return {
        kind: 'ban',
        address: action.address,
        others: action.others,
        alertId: action.alertId,
        question: { kind: 'asking' },
        choice: 0,
        askedAt: now,
        deafUntil: 0,
      };
    case 'planned-ban':
      if (overlay.kind !== 'ban' || overlay.address !== action.address) return overlay;
      return {
        ...overlay,
        question: { kind: 'plan', plan: action.plan, others: action.others },
        deafUntil: now - overlay.askedAt > PROMPT_MS ? now + DEAF_MS : 0,
      };
    case 'failed-ban-plan':
      if (overlay.kind !== 'ban' || overlay.address !== action.address) return overlay;
      return { ...overlay, question: { kind: 'failed', reason: action.reason } };
    case 'asked-unban':
      return { kind: 'unban', ban: action.ban, others: action.others, choice: 0, deafUntil: 0 };
    case 'asked':
      return {
        kind: 'confirm',
        what: action.what,
        choice: 0,
        deafUntil: action.byItself === true ? now + DEAF_MS : 0,
      };
    case 'moved-choice':
      return moveChoice(overlay, action.step);
  }
}

function moveChoice(overlay: Overlay, step: 1 | -1): Overlay {
  if (overlay.kind === 'none') return overlay;
  if (overlay.kind === 'prompt') return moveInPalette(overlay, step);
  const choice = Math.max(0, Math.min(choiceCount(overlay) - 1, overlay.choice + step));
  return { ...overlay, choice };
}

function moveInPalette(overlay: Extract<Overlay, { kind: 'prompt' }>, step: 1 | -1): Overlay {
  const { purpose } = overlay;
  if (purpose.kind !== 'palette') return overlay;
  return { ...overlay, purpose: { ...purpose, choice: Math.max(0, purpose.choice + step) } };
}

/** Cancel counts; where a ban is refused, at most to type the address; not yet planned, nothing else. */
export function choiceCount(overlay: Overlay): number {
  if (overlay.kind === 'unban' || overlay.kind === 'confirm') return 2;
  if (overlay.kind !== 'ban') return 0;
  const { question } = overlay;
  if (question.kind !== 'plan') return 1;
  const { refused, overridable, choices, ranges } = question.plan;
  const isOne = overlay.others.length === 0;
  // Of several addresses none is overridden: each is to be typed.
  if (refused !== null) return overridable && isOne ? 2 : 1;
  return 1 + choices.length + (isOne ? ranges.length : 0);
}
