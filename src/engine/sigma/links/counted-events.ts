/** What the events of a rule of Sigma 1 that counts are called: its own name is that of the counting. */
export function eventsOf(id: string): string {
  return `${id}#events`;
}
