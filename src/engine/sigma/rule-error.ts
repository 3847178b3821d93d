/** The rule is right, but this cannot be run; `message` names what. */
export class UnsupportedError extends Error {}

/** The rule is wrong. */
export class RuleError extends Error {}
