/** Compiles RE2 syntax, ignoring case; the result takes time linear in the text, whatever the pattern. */
type LinearRegex = (source: string) => (text: string) => boolean;

/** Characters of a text that are searched: a filter runs over many texts. */
const MOST_SEARCHED = 2000;

/** Loads the engine: only when somebody wants a regular expression. */
export async function loadLinearRegex(): Promise<LinearRegex> {
  const { RE2JS } = await import('re2js');
  return (source) => {
    const regex = compiled(() => RE2JS.compile(source, RE2JS.CASE_INSENSITIVE));
    return (text) => regex.matcher(text.slice(0, MOST_SEARCHED)).find();
  };
}

/** What is wrong is said of what was typed: the engine puts its own marks before it. */
function compiled<Regex>(compile: () => Regex): Regex {
  try {
    return compile();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new Error(text.replace('error parsing regexp: ', '').replace('`(?i)', '`'), { cause: error });
  }
}
