/** What stands there is not Zstandard. */
export class Damage extends Error {}
