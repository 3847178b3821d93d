import xterm, { type Terminal } from '@xterm/headless';

/** A terminal to read the result from: xterm.js with its default (Unicode 6) widths. */
export type Emulator = {
  readonly terminal: Terminal;
  /** Resolves when `bytes` have been obeyed. */
  write(bytes: string): Promise<void>;
  /** Text of the visible rows, without trailing blanks. */
  screen(): string[];
  /** Every visible cell as text and style; a cell never written is a blank without style. */
  cells(): string[][];
  /** Rows that have scrolled out of sight. */
  scrolledRows(): number;
  /** Column of the cursor, from 0; the number of columns when the last cell was just written. */
  cursorColumn(): number;
  cursorHidden(): boolean;
  /** Between the two ends of a synchronized update: what the screen holds is part of a frame, and nobody is to see it. */
  isUpdating(): boolean;
  onAlternateScreen(): boolean;
};

export function createEmulator(columns: number, rows: number): Emulator {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 });
  const isSet = trackModes(terminal);
  return {
    terminal,
    write: (bytes) => new Promise((resolve) => terminal.write(bytes, resolve)),
    screen() {
      const buffer = terminal.buffer.active;
      return Array.from({ length: terminal.rows }, (_, row) => {
        return buffer.getLine(buffer.viewportY + row)?.translateToString(true, 0, terminal.cols) ?? '';
      });
    },
    cells: () => Array.from({ length: terminal.rows }, (_, row) => cellsOfLine(terminal, row)),
    scrolledRows: () => terminal.buffer.active.baseY,
    cursorColumn: () => terminal.buffer.active.cursorX,
    cursorHidden: () => isSet(25) === false,
    isUpdating: () => isSet(2026) === true,
    onAlternateScreen: () => terminal.buffer.active.type === 'alternate',
  };
}

function cellsOfLine(terminal: Terminal, row: number): string[] {
  const buffer = terminal.buffer.active;
  const line = buffer.getLine(buffer.viewportY + row);
  return Array.from({ length: terminal.cols }, (_, column) => {
    const cell = line?.getCell(column);
    if (cell === undefined) return ' ';
    const text = cell.getWidth() === 0 ? '' : cell.getChars() || ' ';
    if (cell.isAttributeDefault()) return text;
    const flags = [
      cell.isBold(),
      cell.isDim(),
      cell.isItalic(),
      cell.isUnderline(),
      cell.isInverse(),
      cell.isStrikethrough(),
    ];
    const colours = [cell.getFgColorMode(), cell.getFgColor(), cell.getBgColorMode(), cell.getBgColor()];
    return `${text} ${[...flags.map(Number), ...colours].join(',')}`;
  });
}

/** xterm.js tells neither whether its cursor is shown nor whether a frame is whole: watch the modes being set and reset. */
function trackModes(terminal: Terminal): (mode: number) => boolean | undefined {
  const modes = new Map<number, boolean>();
  for (const final of ['h', 'l']) {
    terminal.parser.registerCsiHandler({ prefix: '?', final }, (parameters) => {
      for (const mode of parameters) if (typeof mode === 'number') modes.set(mode, final === 'h');
      return false;
    });
  }
  return (mode) => modes.get(mode);
}
