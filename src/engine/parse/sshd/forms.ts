import { CONNECTION_FORMS } from './connection-forms.ts';
import { LOGIN_FORMS } from './login-forms.ts';
import { type SshdForm, type SshdMessage, told } from './message.ts';
import { PAM_FORMS } from './pam-forms.ts';

/** Every message of sshd that is understood, by name. Each message has one form at most. */
export const SSHD_FORMS: readonly SshdForm[] = [...LOGIN_FORMS, ...PAM_FORMS, ...CONNECTION_FORMS];

/** The form of messages that are none of the above. */
export const OTHER_FORM = 'other';

/** sshd's messages, vis(3) escapes and all, are shorter; a longer one is not sshd's. */
const LONGEST_MESSAGE = 4096;

const ERROR = 'error: ';
const FATAL = 'fatal: ';

/** Reads messages of sshd. Asks only the forms that begin with the message's first letter. */
export class SshdMessageReader {
  private readonly byLetter: (SshdForm[] | undefined)[] = [];

  constructor() {
    for (const form of SSHD_FORMS) {
      for (const letter of new Set(form.starts.map((words) => words.charCodeAt(0)))) {
        this.byLetter[letter] = [...(this.byLetter[letter] ?? []), form];
      }
    }
  }

  read(message: string): SshdMessage {
    if (message.length > LONGEST_MESSAGE) return told(OTHER_FORM, 'none');
    const letter = message.charCodeAt(0);
    if (letter === 101 && message.startsWith(ERROR)) return this.readText(message.slice(ERROR.length));
    if (letter !== 102 || !message.startsWith(FATAL)) return this.readText(message);
    const read = this.readText(message.slice(FATAL.length));
    return read.effect === 'none' ? { ...read, effect: 'closed' } : read;
  }

  private readText(text: string): SshdMessage {
    for (const form of this.byLetter[text.charCodeAt(0)] ?? []) {
      const read = form.read(text);
      if (read !== null) return read;
    }
    return told(OTHER_FORM, 'none');
  }
}
