/** What the operator did: key, paste, mouse. */
export type InputEvent =
  /** `a`, `G`, `?`, `space`, `enter`, `shift-tab`, `pageup`, `f1`, `ctrl-c`, `alt-x`, `ctrl-up`. */
  | { readonly kind: 'key'; readonly key: string }
  /** Raw text of a bracketed paste, at most 65,536 code units of it. */
  | { readonly kind: 'paste'; readonly text: string }
  /**
   * So much at once as nobody types: pasted into a terminal that does not mark pastes, or typed ahead while the line
   * stood still.
   */
  | { readonly kind: 'burst'; readonly text: string }
  /** Left button or wheel; column and row count from 0. */
  | { readonly kind: 'mouse'; readonly action: MouseAction; readonly column: number; readonly row: number };

type MouseAction = 'press' | 'release' | 'wheel-up' | 'wheel-down';
