/** Whether a name fits a pattern of `*` (any characters) and `?` (one). Takes at most pattern times name steps. */
export function matchesWildcard(name: string, pattern: string): boolean {
  let at = 0;
  let part = 0;
  let star = -1;
  let resume = 0;
  while (at < name.length) {
    if (pattern[part] === '*') {
      star = part++;
      resume = at;
    } else if (part < pattern.length && (pattern[part] === '?' || pattern[part] === name[at])) {
      part++;
      at++;
    } else if (star !== -1) {
      part = star + 1;
      at = ++resume;
    } else return false;
  }
  while (pattern[part] === '*') part++;
  return part === pattern.length;
}
