/** Values by section and key, all in lower case but the values. */
export type Sections = Map<string, Map<string, string>>;

/** Values that name each other can grow without end. */
const LONGEST = 10_000;

/** `[section]`, `key = value`, more of the value in lines that begin with a blank. What was there is replaced. */
export function readInto(sections: Sections, text: string): void {
  let section = new Map<string, string>();
  let key: string | null = null;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*([#;]|$)/.test(line)) continue;
    const value = line.replace(/\s;.*$/, '').trim();
    const name = /^\[([^\]]+)\]/.exec(line)?.[1];
    const at = line.search(/[=:]/);
    if (name !== undefined) {
      section = sections.get(name) ?? new Map();
      sections.set(name, section);
      key = null;
    } else if (/^\s/.test(line)) {
      if (key !== null) section.set(key, `${section.get(key)} ${value}`.trim());
    } else if (at > 0) {
      key = line.slice(0, at).trim().toLowerCase();
      section.set(key, value.slice(at + 1).trim());
    }
  }
}

/** The file that this one wants read before it: `before = paths-debian.conf`. */
export function readBefore(text: string): string | null {
  const sections: Sections = new Map();
  readInto(sections, text);
  const name = sections.get('INCLUDES')?.get('before') ?? '';
  return /^[\w-][\w.-]*$/.test(name) ? name : null;
}

/** As a section itself says it; `%(name)s` stands for another value of the section, or of DEFAULT, ten deep as in fail2ban. */
export function settingOf(sections: Sections, section: string, key: string): string | null {
  const lookUp = (name: string): string | undefined =>
    name === '__name__' ? section : (sections.get(section)?.get(name) ?? sections.get('DEFAULT')?.get(name));
  let value = sections.get(section)?.get(key) ?? null;
  for (let depth = 0; value?.includes('%(') && depth < 10 && value.length < LONGEST; depth++)
    value = value.replace(/%\((\w+)\)s/g, (_, name: string) => lookUp(name.toLowerCase()) ?? '');
  return value;
}
