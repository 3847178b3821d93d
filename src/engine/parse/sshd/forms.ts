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

type Start = { readonly words: string; readonly form: SshdForm };

/** Reads messages of sshd. Finds the form by its first letter, then by its first words. */
export class SshdMessageReader {
  private readonly byLetter: (Start[] | undefined)[] = [];

  constructor() {
    for (const form of SSHD_FORMS) {
      for (const words of form.starts) {
        const letter = words.charCodeAt(0);
        const starts = this.byLetter[letter] ?? [];
        starts.push({ words, form });
        this.byLetter[letter] = starts;
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
    const starts = this.byLetter[text.charCodeAt(0)];
    if (starts !== undefined) {
      for (const { words, form } of starts) {
        const read = text.startsWith(words) ? form.read(text) : null;
        if (read !== null) return read;
      }
    }
    return told(OTHER_FORM, 'none');
  }
}
