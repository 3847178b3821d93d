import { layout } from '../../../pattern.ts';
import { refusedMail } from '../ftp-mail-forms.ts';
import { type ProgramForm, type ProgramMessage, patternForm, toldBy } from '../program-message.ts';

/** What exim writes of a peer: its name by DNS, what it calls itself, its address. The second is the client's, of one word. */
const PEER =
  '(?:[\\w.-]{1,255} )?(?:\\([^() ]{0,255}\\) )?\\[(?<address>[\\da-fA-F.:]{2,45})\\](?::\\d{1,5})?';

const ACCEPTED = / H=/g;
const ARRIVED = new RegExp(
  `^(?:[\\w-]{13,32} )?<= .{1,1024}? H=${PEER} .{0,1024}? A=(?<method>\\w{1,32}):(?<user>[^ ]{1,256}) `,
);

/** `<= SENDER H=PEER P=esmtpsa A=METHOD:USER S=…`: a mail of somebody who logged in; the sender may be any text. */
function accepted(text: string): ProgramMessage | null {
  const match = [...text.slice(0, 2048).matchAll(ACCEPTED)].length === 1 ? ARRIVED.exec(`${text} `) : null;
  const { address, method, user } = match?.groups ?? {};
  if (address === undefined) return null;
  const fields = { auth_method: method, protocol: 'smtp' };
  return toldBy('exim-accepted', { login: true, outcome: 'success', user, address, fields });
}

/** An administrator may allow blanks in a client's HELO: then the account could be the rest of the line. */
const ANOTHER_PEER = / \[[\da-fA-F.:]{2,45}\](?::\d{1,5})?(?: [A-Z][A-Za-z]{0,2}=[^ ]{1,128}){0,8}: \d{3} /;

export const EXIM_FORMS: readonly ProgramForm[] = [
  patternForm(
    'exim-refused',
    new RegExp(
      layout`
        ^(?<method>[\w-]{1,64}) authenticator failed for (?:H=)?${PEER}(?: [A-Z][A-Za-z]{0,2}=[^ ]{1,128}){0,8}:\x20
        \d{3} [^()[\]]{0,128}(?:\(set_id=(?<user>.{0,256}?)\))?(?:: \d{1,6} Time\(s\))?$`,
    ),
    ({ method, address, user }) => ({
      ...{ login: true, outcome: 'failure', user },
      address: address === undefined || ANOTHER_PEER.test(user ?? '') ? null : address,
      fields: { auth_method: method, protocol: 'smtp' },
    }),
  ),
  { name: 'exim-accepted', read: accepted },
  patternForm(
    'exim-rejected',
    new RegExp(
      layout`
        ^(?:[\w-]{13,32} )?H=${PEER}(?: [A-Z][A-Za-z]{0,2}=(?!<)[^ ]{1,128}){0,8} F=<.{0,512}?> rejected RCPT\x20
        <(?<recipient>.{0,320}?)>: (?<why>
          relay not permitted|Unrouteable address|Unknown user|No [Ss]uch [Uu]ser|no such (?:address|user)
        ).{0,512}$`,
      's',
    ),
    ({ address, recipient, why }) => ({ address, fields: refusedMail(recipient, why) }),
  ),
];

/** In syslog its own stamp stands before each message, too, unless it is told otherwise (`syslog_timestamp`). */
const OWN_STAMP = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?(?: [+-]\d{4})? (?:\[\d{1,10}\] )?/;

export const EXIM_SYSLOG_FORMS: readonly ProgramForm[] = EXIM_FORMS.map(({ name, read }) => ({
  name,
  read: (text) => read(text.replace(OWN_STAMP, '')),
}));
