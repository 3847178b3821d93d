const PLAIN_ARGUMENT = /^[A-Za-z0-9_./:=,@%+{}-]+$/;

/** An argument array as one line in which every argument can be told apart; nothing ever runs this text. */
export function commandText(argv: readonly string[]): string {
  return argv.map((part) => (PLAIN_ARGUMENT.test(part) ? part : JSON.stringify(part))).join(' ');
}
