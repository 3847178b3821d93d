/** LogQL has no words for it. The message says what, for who wrote the rule. */
export class Unconvertible extends Error {}
