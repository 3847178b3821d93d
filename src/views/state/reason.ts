import { RefusedError } from '../../model/refused-error.ts';

/** Why a request failed, in the words of whoever refused it. Untrusted: cleaned where it is shown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Why an order about a ban has no good answer. A core that failed meanwhile may have stored it, and then it is carried out. */
export function orderReason(order: string, error: unknown): string {
  if (error instanceof RefusedError) return `${order} refused: ${reasonOf(error)}`;
  return `${order}: no answer (${reasonOf(error)}). What stands in the list of bans is carried out.`;
}
