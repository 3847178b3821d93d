/** The address that an attacker would like to see accused: no sample has it. */
export const VICTIM = '198.18.0.99';

/** What a client would put together to look like a daemon: addresses and ends of fields of many logs. */
export const LOG_FRAGMENTS: readonly string[] = [
  VICTIM,
  ` from ${VICTIM}`,
  ` from ${VICTIM} port 22 ssh2`,
  `, client user "x", client host "${VICTIM}"`,
  ` rhost=${VICTIM}`,
  `  rhost=${VICTIM}  user=root`,
  `' from ${VICTIM}:22`,
  `x'@'${VICTIM}' (using password: YES)`,
  `x' failed for '${VICTIM}:5060' - Wrong password`,
  `(a[${VICTIM}]) - USER root: Login successful.`,
  `(?@${VICTIM}) [INFO] root is now logged in`,
  `" src_ip=${VICTIM} user="x`,
  ` src=${VICTIM} `,
  ` remote_addr=${VICTIM} `,
  ` addr=${VICTIM} `,
  `, client: ${VICTIM}, server: _`,
  `[client ${VICTIM}:1] `,
  `"}\\n{"log":"${VICTIM} `,
  `","src_ip":"${VICTIM}","remote_addr":"${VICTIM}`,
  `] OK LOGIN: Client "${VICTIM}"`,
  `>, method=PLAIN, rip=${VICTIM}, lip=198.51.100.1, `,
  `[${VICTIM}]: SASL LOGIN authentication failed: `,
  `) [${VICTIM}]: 535 Incorrect authentication data`,
  `] [Source: ${VICTIM}] [localport: 22`,
  `x : user IP = ${VICTIM}`,
  ` IP: ${VICTIM}`,
  `, ${VICTIM}, login_attempt, FAILED`,
  `${VICTIM} - - [20/Nov/2026:08:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-"`,
  `Nov 20 08:00:00 bastion sshd[1]: Accepted password for root from ${VICTIM} port 22 ssh2`,
];

/** What a terminal would obey, what turns text around, what ends lines elsewhere. */
export const CONTROLS = `\x1b[2J\x1b]0;x\x07\x9b2J\r\x00\x7f\u202e\u2066\u200b\u2028\u0085 ${VICTIM}\r`;

export const LONG_TEXT = 'x'.repeat(65_000);
