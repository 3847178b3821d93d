/** Names and passwords in URLs: `smtp://user:secret@host` becomes `smtp://user:***@host`, however the password is written. */
export function withoutPasswords(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/[^/@\s:"]*):[^\s"]*@/gi, '$1:***@');
}
