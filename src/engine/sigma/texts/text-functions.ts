/**
 * Tests of a text that no pattern can say, by the modifier that calls them (`cs-uri|x_name: true`). Their names begin
 * with `x_`: other tools do not know them.
 */
export const TEXT_FUNCTIONS: ReadonlyMap<string, (text: string) => boolean> = new Map([]);
