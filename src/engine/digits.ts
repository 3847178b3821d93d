/** Whether a character code is that of a decimal digit. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** The status of a response at `at`, a number of three digits; -1 when there is none. */
export function statusAt(bytes: Uint8Array, at: number): number {
  let status = 0;
  for (let place = at; place < at + 3; place++) {
    const code = bytes[place] as number;
    if (!isDigit(code)) return -1;
    status = 10 * status + code - 48;
  }
  return status;
}
