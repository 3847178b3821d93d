/**
 * The path that a server opens, of one that is written so that who compares it finds another: empty folders, folders that
 * lead nowhere (`/./`, `/x/../`), what Java's servers cut off (`;x=1`), and what most do behind the name of a program
 * (`/shell.php/`). The same string when there is none.
 */
export function plainPath(path: string): string {
  const whole = endsOddly(path) ? path.replace(BEHIND_A_NAME, '$1') : path;
  if (!mayDetour(whole)) return whole;
  const plain = whole.replace(/;[^/]*/g, '').replace(/\/(?:\.?\/)+/g, '/');
  return plain.includes('/../') ? withoutWaysBack(plain) : plain;
}

/** Whether the path may hold such a thing. Nearly none does, so this is checked without a pattern. */
function mayDetour(path: string): boolean {
  return path.includes('//') || path.includes(';') || (path.includes('/.') && /\/\.\.?\//.test(path));
}

function endsOddly(path: string): boolean {
  const last = path.charCodeAt(path.length - 1);
  return (last === 47 || last <= 32) && path.includes('.', path.length - 8);
}

const BEHIND_A_NAME = /(\.[a-z]\w{1,4})(?:\/|[\s\0]{1,9})$/;

function withoutWaysBack(path: string): string {
  const folders: string[] = [];
  for (const folder of path.split('/').slice(1)) {
    if (folder !== '..') folders.push(folder);
    // It leads out of the site, which is reported as an attack of its own.
    else if (folders.pop() === undefined) return path;
  }
  return `/${folders.join('/')}`;
}
