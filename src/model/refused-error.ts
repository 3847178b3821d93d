/** The core understood the request and says no; the message is for the operator. */
export class RefusedError extends Error {
  constructor(
    message: string,
    /** `protected`: the address is one that may not be banned. */
    readonly kind: 'protected' | 'other' = 'other',
  ) {
    super(message);
    this.name = 'RefusedError';
  }
}
