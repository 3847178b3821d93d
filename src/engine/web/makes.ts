/**
 * Which technology a program is made with, by the ending of its path (`.php`, `.aspx`). A site has one, and perhaps remains
 * of an older one: whoever asks for programs of three that are not there looks for any that can be broken into. `.com` is not
 * among them: hosts end so.
 */
const MAKES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    php: 'php php3 php4 php5 php7 php8 phtml',
    asp: 'asp aspx ashx asmx axd svc asa',
    jsp: 'jsp jspx jspa jsf do action',
    cgi: 'cgi pl',
    coldfusion: 'cfm cfml cfc',
    domino: 'nsf',
    windows: 'exe dll bat cmd ida idq htr htw',
    script: 'sh bash ksh py rb lua',
    device: 'gch exp tmpl asis stm lp',
  }).flatMap(([make, ends]) => ends.split(' ').map((end) => [end, make] as const)),
);
const END = /\.([a-z]{2,6}\d?)(?:$|[/;])/i;

/** The technology of the program that a target asks for; null when its ending names none. */
export function makeOfProgram(target: string): string | null {
  const question = target.indexOf('?');
  const path = question === -1 ? target : target.slice(0, question);
  const end = END.exec(path.slice(-LONGEST_END))?.[1]?.toLowerCase();
  const make = end === undefined ? undefined : MAKES.get(end);
  if (make !== undefined) return isShown(path) ? null : make;
  return IN_CGI.test(path) ? 'cgi' : null;
}

/**
 * Addresses of people (`/@bob@example.pl`), and files that a forge shows: crawlers ask for those long after they have gone.
 */
function isShown(path: string): boolean {
  return path.includes('@', path.lastIndexOf('/')) || IN_FORGE.test(path);
}

const LONGEST_END = 120;
const IN_FORGE = /\/(?:blob|blame|raw|tree|plain|commits?|src\/(?:branch|commit|tag))\/[\w.-]/i;
const IN_CGI = /^\/(?:[\w-]{1,20}\/)?cgi(?:-[a-z]{2,6})?\/\w/i;
