import type { XmlElement } from './binary-xml.ts';

type Json = string | number | Json[] | { [name: string]: Json };

const MOST_UNNAMED = 64;

/** An event as `evtx_dump` writes it: `{"Event":{"System":{…},"EventData":{…}}}`. */
export function eventJson(event: XmlElement): string {
  const told: Record<string, Json> = {};
  for (const child of event.children) {
    if (child.name === 'EventData') told.EventData = eventData(child);
    else if (child.name !== '__proto__')
      told[child.name] = child.name === 'System' ? system(child) : json(child);
  }
  return JSON.stringify({ Event: told });
}

const NUMBERS = new Set(['EventID', 'Version', 'Level', 'Task', 'Opcode', 'EventRecordID']);

function system(element: XmlElement): Json {
  const told: Record<string, Json> = {};
  for (const child of element.children) {
    const { name, text } = child;
    if (name === '__proto__') continue;
    if (NUMBERS.has(name) && /^\d{1,15}$/.test(text)) told[name] = Number(text);
    else told[name] = json(child);
  }
  return told;
}

/** `<Data Name="IpAddress">…</Data>`; data without names in their order. */
function eventData(element: XmlElement): Json {
  const told: Record<string, Json> = {};
  const unnamed: string[] = [];
  for (const { name, attributes, text } of element.children) {
    const own = attributes.find(([attribute]) => attribute === 'Name')?.[1];
    if (own === '__proto__' || name === '__proto__') continue;
    if (own !== undefined) told[own] = text;
    else if (name === 'Data') unnamed.push(text);
    else told[name] = text;
  }
  if (unnamed.length > 0) told.Data = unnamed.slice(0, MOST_UNNAMED).join(', ');
  return told;
}

function json({ attributes, children, text }: XmlElement): Json {
  if (attributes.length === 0 && children.length === 0) return text;
  const told: Record<string, Json> = {};
  const own = attributes.filter(([name]) => name !== '__proto__');
  if (own.length > 0) told['#attributes'] = Object.fromEntries(own);
  for (const child of children) if (child.name !== '__proto__') told[child.name] = json(child);
  if (text !== '') told['#text'] = text;
  return told;
}
