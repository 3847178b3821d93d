const NONE: readonly string[] = [];

/** Lists of accounts. Several alerts about one source have the same list, and grow by the same event: they share it. */
export class AccountLists {
  private longer = NONE;

  /** With one more at its end. */
  add(users: readonly string[], user: string): readonly string[] {
    const { longer } = this;
    const { length } = users;
    const isSame = longer.length === length + 1 && longer[length] === user;
    if (isSame && users.every((each, at) => longer[at] === each)) return longer;
    // `concat` makes an array that is as long as it must be; made by spreading, it would have room for 17 more.
    this.longer = users.concat(user);
    return this.longer;
  }
}
