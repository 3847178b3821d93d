/**
 * Something that only the user can set right: a wrong flag, a broken configuration, a missing right.
 * Says what and where (`message`) and what to do (`hint`); never shown with a stack trace.
 */
export class UserError extends Error {
  constructor(
    message: string,
    readonly hint: string,
    /** 2: usage or configuration; 3: a source could not be read. */
    readonly exitCode: 2 | 3 = 2,
  ) {
    super(message);
    this.name = 'UserError';
  }
}
