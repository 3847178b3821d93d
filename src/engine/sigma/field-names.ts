/**
 * Names for the same thing: Sigma's taxonomy, ECS, and how Windows events stand in JSON. A rule may use any of them;
 * the name itself is looked for first, then the others in this order.
 */
const SYNONYMS: readonly (readonly string[])[] = [
  ['src_ip', 'c-ip', 'source.ip', 'client.ip', 'SourceIp', 'id.orig_h'],
  ['src_port', 'c-port', 'source.port', 'SourcePort', 'id.orig_p'],
  ['dst_ip', 's-ip', 'destination.ip', 'DestinationIp', 'id.resp_h'],
  ['dst_port', 's-port', 'destination.port', 'DestinationPort', 'id.resp_p'],
  ['user', 'user.name', 'User', 'username'],
  [
    'host',
    'host.name',
    'hostname',
    'Computer',
    'ComputerName',
    'winlog.computer_name',
    'Event.System.Computer',
  ],
  ['outcome', 'event.outcome'],
  ['process', 'process.name'],
  ['pid', 'ProcessId'],
  ['message', 'log.message', 'msg'],
  ['cs-method', 'http.request.method'],
  ['cs-uri', 'c-uri', 'url.original'],
  ['cs-uri-query', 'c-uri-query', 'url.query'],
  ['cs-uri-stem', 'c-uri-stem', 'url.path'],
  ['cs-user-agent', 'c-useragent', 'user_agent.original', 'cs-useragent'],
  ['cs-referer', 'cs-referrer', 'http.request.referrer'],
  ['cs-host', 'r-dns', 'url.domain'],
  ['cs-username', 'cs-user'],
  ['cs-version', 'http.version'],
  ['sc-status', 'http.response.status_code'],
  ['sc-bytes', 'http.response.body.bytes'],
  ['CommandLine', 'process.command_line'],
  ['Image', 'NewProcessName', 'process.executable', 'exe'],
  ['ParentImage', 'ParentProcessName', 'process.parent.executable'],
  ['ParentCommandLine', 'process.parent.command_line'],
  ['CurrentDirectory', 'process.working_directory', 'cwd'],
  ['TargetFilename', 'file.path'],
  ['TargetObject', 'registry.path'],
  ['QueryName', 'dns.question.name', 'query'],
  ['EventID', 'winlog.event_id', 'event.code', 'Event.System.EventID', 'Event.System.EventID.#text'],
  ['Channel', 'winlog.channel', 'Event.System.Channel'],
  ['gcp.audit.method_name', 'data.protoPayload.methodName', 'protoPayload.methodName'],
  ['gcp.audit.service_name', 'data.protoPayload.serviceName', 'protoPayload.serviceName'],
  ['eventService', 'protoPayload.serviceName'],
  ['eventName', 'protoPayload.metadata.event.eventName'],
  [
    'Provider_Name',
    'winlog.provider_name',
    'Event.System.Provider.#attributes.Name',
    'Event.System.Provider_attributes.Name',
  ],
];

/** Where exporters of Windows events put the fields of an event. */
const CONTAINERS = [
  'winlog.event_data.',
  'Event.EventData.',
  'Event.System.',
  'EventData.',
  'winlog.',
  'data.win.eventdata.',
  'data.win.system.',
  'win.eventdata.',
  'win.system.',
  'System.',
] as const;

/** The names under which the field may stand in an event, the best first. */
export function namesOf(field: string): readonly string[] {
  const synonyms = SYNONYMS.find((names) => names.includes(field)) ?? [];
  return [...new Set([field, ...synonyms, field.replace(ANY_ELEMENT, '')])];
}

/** How Splunk (`{}`) and jq (`[]`) say that all elements of a list are meant, which they are anyway. */
const ANY_ELEMENT = /\{\}|\[\*?\]/g;

/** Some channels have their fields in an element of their own name. */
const USER_DATA = /^(?:Event\.)?UserData\.[^.]+\./;

/**
 * What two spellings of a name have in common: `EventID`, `eventId`, `winlog.event_data.event_id`; `ThreatName` and
 * `Threat Name`; `Execution_ProcessID` and the attribute of that element; `Data` and the text of that element.
 */
export function normalName(name: string): string {
  const container = CONTAINERS.find((prefix) => name.startsWith(prefix));
  const own = container === undefined ? name.replace(USER_DATA, '') : name.slice(container.length);
  const lower = own.toLowerCase();
  const text = lower.endsWith('.#text') ? lower.slice(0, -'.#text'.length) : lower;
  const flat = text.includes('attributes.') ? text.replace(/[._]#?attributes\./, '') : text;
  return flat.replaceAll('_', '').replaceAll(' ', '');
}
