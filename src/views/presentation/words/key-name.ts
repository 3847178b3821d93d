const NAMES: Readonly<Record<string, string>> = {
  enter: 'Enter',
  escape: 'Esc',
  tab: 'Tab',
  space: 'Space',
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  home: 'Home',
  end: 'End',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  backspace: 'Backspace',
  delete: 'Del',
  insert: 'Ins',
};

/** A key as it is printed on keyboards and in manuals. */
export function keyName(key: string): string {
  const [, modifiers = '', base = ''] = /^((?:(?:ctrl|alt|shift)-)*)(.+)$/s.exec(key) ?? [];
  const named = modifiers.replace(/\b[cas]/g, (first) => first.toUpperCase());
  return NAMES[key] ?? named + (NAMES[base] ?? base.replace(/^f(?=\d)/, 'F'));
}
