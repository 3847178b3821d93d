import { type Document, visit, type YAMLError } from 'yaml';

/** What is wrong with a document as YAML, for somebody who writes rules: `at` is an offset in the file. */
type YamlProblem = { readonly at: number; readonly message: string };

/** Each kind once for each document: what follows from the first is no news. */
export function yamlProblems(document: Document.Parsed, text: string): YamlProblem[] {
  const errors = [
    ...document.errors,
    ...document.warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED'),
  ];
  const byCode = new Map<string, YamlProblem>();
  for (const error of errors)
    if (!byCode.has(error.code)) byCode.set(error.code, problemOf(error, document, text));
  return [...byCode.values()];
}

function problemOf({ code, pos, message }: YAMLError, document: Document.Parsed, text: string): YamlProblem {
  const [at] = pos;
  const word = /^[^\s:,\]}]*/.exec(text.slice(at, at + 60))?.[0] ?? '';
  switch (code) {
    case 'RESOURCE_EXHAUSTION':
      return { at, message: 'its YAML is nested too deeply' };
    case 'TAB_AS_INDENT':
      return { at, message: 'a tab cannot indent in YAML: use spaces' };
    case 'DUPLICATE_KEY':
      return { at, message: `'${word}' stands here twice: write several values as a list` };
    case 'BAD_SCALAR_START':
      return { at, message: `a value cannot begin with ${text[at]}: put it in quotes` };
    case 'BAD_ALIAS':
      return { at, message: `a value that begins with ${text[at]} belongs in quotes` };
    case 'TAG_RESOLVE_FAILED':
      return { at, message: `'${word}' begins with !, by which YAML means a tag: put the value in quotes` };
    case 'BAD_DQ_ESCAPE':
      return {
        at,
        message: `${text.slice(at, at + 2)} means nothing in double quotes: put text with backslashes in single ones`,
      };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return {
        at,
        message:
          "a second ': ' stands in this line, or it is indented too far: put a value with ': ' in quotes",
      };
    case 'MULTILINE_IMPLICIT_KEY':
      return { at, message: "a ':' is missing behind a name, or a line is indented unlike its neighbours" };
    case 'BAD_INDENT':
      return { at, message: `${message}: lines of one map or list begin in the same column` };
    case 'MISSING_CHAR': {
      const quote = /^Missing closing (['"])/.exec(message)?.[1];
      if (quote !== undefined) return { at: openQuote(document) ?? at, message: `a ${quote} is not closed` };
    }
  }
  return { at, message: message.split('\n', 1)[0] ?? message };
}

/** Where the text began that nobody closed: the last in quotes. */
function openQuote(document: Document.Parsed): number | undefined {
  let last: number | undefined;
  visit(document, {
    Scalar: (_, { type, range }) => {
      if (type?.startsWith('QUOTE')) last = range?.[0];
    },
  });
  return last;
}

/** Whether a file may have aliases: most rules have none, as their values stand in quotes. */
export function mayHaveAliases(text: string): boolean {
  return /[\s[,:]\*\S/.test(text);
}

/** `user: *admin`: YAML looks for an `&admin` above, and whoever wrote it meant a wildcard. */
export function aliasesOfNothing(document: Document.Parsed): YamlProblem[] {
  const anchors = new Set<string>();
  const problems: YamlProblem[] = [];
  visit(document, {
    Alias: (_, { source, range }) => {
      if (anchors.has(source) || problems.length > 0) return;
      const message = `'*${source}' begins with *, by which YAML means an alias: put the value in quotes`;
      problems.push({ at: range?.[0] ?? 0, message });
    },
    Node: (_, node) => {
      if ('anchor' in node && typeof node.anchor === 'string') anchors.add(node.anchor);
    },
  });
  return problems;
}
