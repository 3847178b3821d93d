/** Names of fields whose value is compared when somebody logs in. */
const OF_A_LOGIN =
  /(?:^|[^a-z])(?:user|username|uname|login|e?mail|pass|password|passwd|pwd|pin|otp|token|secret|apikey|code|id)(?:$|[^a-z])/i;

/** Operators of MongoDB below the names of ordinary columns: `{"deleted":{"$ne":true}}`, `read[$ne]=true`. */
export function isFilter(name: string, text: string): boolean {
  if (
    /\$where|\$func|\$expr|\$regex["'\]]?[:=]\s{0,3}["']?(?:\.\*|\^|\.\{)["']?\s{0,3}(?:$|[},])/i.test(text)
  )
    return false;
  if (/^[\s]{0,3}\{/.test(text)) {
    if (/^\s{0,3}\{\s{0,3}["']?\$(?!or|and|nor)/.test(text) || !isObject(text)) return false;
    if (/\{\s{0,3}\}/.test(text)) return false;
    return !OF_A_LOGIN.test(text.slice(0, 400)) && /"\w[\w.]{0,60}"\s{0,3}:/.test(text);
  }
  return (
    /^\w{1,40}(?:\[\w{0,40}\]){0,4}\[\$\w{2,12}\](?:\[\w{0,20}\]){0,4}$/.test(name) && !OF_A_LOGIN.test(name)
  );
}

function isObject(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

/** `//div[@class='a' and text()='b']`, `string-length(name()) xslt`: a whole one, of which every quote and bracket is closed. */
function isXPath(text: string): boolean {
  if (
    !/^(?:\/{1,2}[\w@*.:-]{1,60}[[/(]|[a-z]{3,12}(?:-[a-z]{3,8}){0,2}\()/.test(text) ||
    /[|\0]|\/\*\[/.test(text)
  )
    return false;
  const open: string[] = [];
  for (const sign of text.replace(/'[^']{0,200}'|"[^"]{0,200}"/g, '')) {
    if (sign === "'" || sign === '"') return false;
    if (sign === '(' || sign === '[') open.push(sign);
    else if ((sign === ')' && open.pop() !== '(') || (sign === ']' && open.pop() !== '[')) return false;
  }
  return open.length === 0;
}

/** `(&(a=b)(!(c=d)))`: what is opened first is closed last. */
function isWholeFilter(text: string): boolean {
  if (!/^\([&|!]\([\w.:=*<>~&|! @,()-]{1,600}\)$/.test(text)) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at === text.length - 1;
  }
  return false;
}

/** A call of MongoDB's shell, or a whole filter of LDAP, as documentation has them. */
export function isAskedFilter(text: string): boolean {
  if (/^[\p{L}\w\s]{0,60}\bdb\.\w{1,40}\.find(?:one)?\(/iu.test(text))
    return !/sleep|function|return|insert|drop|;/i.test(text);
  if (isXPath(text)) return true;
  if (/^\(\w{1,40}[~<>]?=\*?[\w.@ -]{0,60}\*?\)$/.test(text) || isWholeFilter(text)) return true;
  return /^(?:[\p{L}\w]{1,20}\s){0,6}\([&|!]?(?:\(!?[\w.-]{1,40}[~<>]?=\*?[\w.@ -]{0,60}\*?\)){1,8}\)$/u.test(
    text,
  );
}
