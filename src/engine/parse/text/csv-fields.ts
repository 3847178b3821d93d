/** Whether the text ends within quotes: its record goes on in the next line. */
export function opensQuote(text: string): boolean {
  let quotes = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) quotes++;
  return quotes % 2 === 1;
}

/** More columns than any log has. */
const MOST = 200;

/** The fields of one record of RFC 4180. */
export function csvFields(text: string): readonly string[] {
  const fields: string[] = [];
  for (let at = 0; at <= text.length && fields.length < MOST; ) {
    if (text[at] === '"') {
      let end = text.indexOf('"', at + 1);
      while (end !== -1 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
      if (end === -1) end = text.length;
      fields.push(text.slice(at + 1, end).replaceAll('""', '"'));
      const comma = text.indexOf(',', end);
      at = comma === -1 ? text.length + 1 : comma + 1;
    } else {
      const comma = text.indexOf(',', at);
      const end = comma === -1 ? text.length : comma;
      fields.push(text.slice(at, end));
      at = end + 1;
    }
  }
  return fields;
}
