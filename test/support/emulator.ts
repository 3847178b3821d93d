import xterm, { type Terminal } from '@xterm/headless';

/** A terminal to read the result from: xterm.js with its default (Unicode 6) widths. */
export type Emulator = {
  readonly terminal: Terminal;
  /** Resolves when `bytes` have been obeyed. */
  write(bytes: string): Promise<void>;
  /** Text of the visible rows, without trailing blanks. */
  screen(): string[];
  /** Column of the cursor, from 0; the number of columns when the last cell was just written. */
  cursorColumn(): number;
  cursorHidden(): boolean;
  onAlternateScreen(): boolean;
};

export function createEmulator(columns: number, rows: number): Emulator {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 });
  const hidden = trackCursorHidden(terminal);
  return {
    terminal,
    write: (bytes) => new Promise((resolve) => terminal.write(bytes, resolve)),
    screen() {
      const buffer = terminal.buffer.active;
      return Array.from({ length: terminal.rows }, (_, row) => {
        return buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '';
      });
    },
    cursorColumn: () => terminal.buffer.active.cursorX,
    cursorHidden: hidden,
    onAlternateScreen: () => terminal.buffer.active.type === 'alternate',
  };
}

/** xterm.js does not tell whether its cursor is shown: watch the mode being set and reset. */
function trackCursorHidden(terminal: Terminal): () => boolean {
  let hidden = false;
  for (const final of ['h', 'l']) {
    terminal.parser.registerCsiHandler({ prefix: '?', final }, (parameters) => {
      if (parameters.includes(25)) hidden = final === 'l';
      return false;
    });
  }
  return () => hidden;
}
