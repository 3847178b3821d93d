/** `attack.credential-access` -> `credential access`. */
export function tacticWords(tags: readonly string[]): readonly string[] {
  return tags.flatMap((tag) => {
    const match = /^attack\.([a-z][a-z_-]+)$/i.exec(tag);
    return match?.[1] === undefined ? [] : [match[1].replaceAll(/[_-]/g, ' ')];
  });
}
