/** What files that the user keeps say of an address. */
export type Known = {
  /** ISO 3166-1, two letters; null when no file tells. */
  readonly country: string | null;
  /** Names of the block lists that it stands on. */
  readonly lists: readonly string[];
  /** The crawler whose published ranges it is in. */
  readonly crawler: string | null;
};
