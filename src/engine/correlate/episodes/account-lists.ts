const NONE: readonly string[] = [];

/** Lists of accounts: several alerts of one source have the same, and it becomes longer with the same event. */
export class AccountLists {
  private longer = NONE;

  /** With one more at its end. */
  add(users: readonly string[], user: string): readonly string[] {
    const { longer } = this;
    const { length } = users;
    const isSame = longer.length === length + 1 && longer[length] === user;
    if (isSame && users.every((each, at) => longer[at] === each)) return longer;
    // Joined it is as long as it must be; spread, it has room for 17 more.
    this.longer = users.concat(user);
    return this.longer;
  }
}
