/** Why a request failed, in the words of whoever refused it. Untrusted: cleaned where it is shown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
