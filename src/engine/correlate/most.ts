import type { CaptureRoom } from '../limits.ts';
import type { AlertLimits } from './episodes/alerts.ts';
import type { SettlementParts } from './settlements/settlements.ts';

/** What is remembered at a time; `silent`: nobody asks which alerts changed. */
export type Most = {
  readonly groups?: number | undefined;
  readonly ofCaptures?: CaptureRoom | undefined;
  readonly alerts?: AlertLimits | undefined;
  readonly silent?: boolean | undefined;
  readonly failures?: SettlementParts['failures'];
};
