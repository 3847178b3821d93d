/**
 * Doors of devices and programs that were broken into before, and the shells that intruders left: told by the path alone.
 * Paths are decoded and in lower case.
 */

/** By first folder: what has to follow, as beginnings of the rest; none: anything. */
const HOLES: ReadonlyMap<string, readonly string[]> = byFirst(`
hnap1 | boaform | goform | gponform | setup.cgi | login.cgi | board.cgi | soap.cgi | tmunblock.cgi | device.rsp | web_shell_cmd.gch
cgi-bin luci test-cgi php printenv status bash viewlog webproc nas_sharing hotspotlogin supervisor kerbynet authlogin mainfunction stats test.cgi user account_mgr export_debug login.cgi downloadfile system_mgr config welcome env jarrewrite
picsdesc.xml | ctrlt | upnp control device | webfig | winbox | evox | nmaplowercheck | nmapuppercheck | randomfile1 | teorema505
tmui | mgmt tm/ shared/ | dana-na | dana-ws | dana-cached | remote fgt_lang login logincheck hostcheck | +cscoe+ | +cscot+
owa auth/x. auth/current auth/errorfe auth/15. | autodiscover autodiscover.json | ews exchange. | ecp y.js x.js dditools proxylogon
wls-wsat | _async | bea_wls_deployment_internal | invoker | jmx-console | jbossws | manager html text/ status | tomcatwar.jsp
solr admin/cores admin/info | struts2-showcase | struts2-rest-showcase | jolokia exec read
v1 agent/ | containers json | cluster cluster | ws v1/cluster | stalker_portal | systembc | dup-installer | thinkphp | laravel .env
vendor phpunit/ composer/installed | lib phpunit/ | phpunit phpunit/ src/util | _layouts 15/toolpane 15/start | pages doenterpagevariables createpage.action
service extdirect | vpn ../ index. js/ | nf auth/ | global-protect prelogin login getconfig portal | php-cgi php-cgi | human.aspx | moveitisapi | guestaccess.aspx
securityrealm user/ | descriptorbyname | wsman | _ignition execute-solution | users sign_in/../ | portal redlion | api jsonws/invoke v2/cmdb
trinity.txt.bak | showlogin.cc | _fragment | formlogin | fortimanager
`);

function byFirst(table: string): ReadonlyMap<string, readonly string[]> {
  const holes = new Map<string, readonly string[]>();
  for (const entry of table.split(/[|\n]/)) {
    const [first, ...rest] = entry.trim().split(' ');
    if (first) holes.set(first, [...(holes.get(first) ?? []), ...rest]);
  }
  return holes;
}

const SHELL_ENDS: ReadonlySet<string> = new Set(
  'php php3 php4 php5 php7 phtml asp aspx ashx jsp jspx cfm cgi pl'.split(' '),
);
const SHELL_NAME =
  /^(?:c99|c100|r57|wso\d{0,4}|b374k[\w-]{0,8}|alfa\w{0,8}|mini(?:shell)?|indoxploit|web-?shell\w{0,6}|shell\d{0,3}|cmd\d{0,2}|backdoor\d?|up(?:load)?shell|marijuana|anonymousfox\w{0,8}|fox\w{0,2}wso|leafmailer\d{0,2}|priv8|0x\w{1,10}|bypass|gel4y|wp-22|wp_wrong_datlib|wpindex|olux|xleet|mari?|1ndex|simple-backdoor|php-backdoor|phpshell|phpspy\w{0,8}|eval-stdin|k2ll33d|fm|haxor|hacked|owned|pwn(?:ed)?|evil|defaced?|antichat|locus7s|nstview|safe0ver|cyberspy5|aspydrv|ntdaddy|cmdasp\w?|aspxspy\w{0,4}|jspspy|jsp-reverse|cmdjsp|perlkit|gfs_sh|pws|regeorg|weevely|godzilla|behinder|chopper|adminer[\w.-]{0,20})$/;
/** Folders that hold what visitors sent: no program belongs there. */
const UPLOADS = /^\/(?:wp-content\/uploads|\.well-known)\//;

/** Doors that some sites have for their own people: told from a visit by what the server answers. */
const ADMINISTRATIONS: ReadonlySet<string> = new Set(
  (
    'myadmin mysqlmanager dbadmin sqladmin sqlmanager websql webdb phppgadmin phpma php-my-admin administrator wp-admin wp-login.php ' +
    'xmlrpc.php admin administrator adminpanel admincp adminarea adminlogin admin.php admin.asp admin.aspx login.php cpanel webmin whm ' +
    'bitrix typo3 console manager jenkins kibana grafana portainer solr horde roundcube webmail owa plesk vicidial sitecore umbraco ' +
    'struts graphql geoserver nifi druid nexus xampp axis2 hudson host-manager ecp powershell webvpn vsphere-client websso ' +
    'web-console admin-console _all_dbs _utils _cat _nodes sdk shell script swagger swagger-ui swagger.json swagger-ui.html'
  ).split(' '),
);
const DATABASE_FRONTS = /^(?:php-?my-?admin|pma|mysql-?admin|adminer)[\w.-]{0,16}$/;

/** Why a path is one that only attack programs ask for; null when it is not. */
export function findKnownHole(path: string): string | null {
  const first = firstFolder(path);
  // Nmap asks for `/nice ports,/Trinity.txt.bak`.
  if (first === 'nice ports,') return 'a known hole of a device or program';
  const follows = HOLES.get(first);
  if (follows !== undefined) {
    const rest = path.slice(first.length + 2);
    if (follows.length === 0 || follows.some((start) => rest.startsWith(start)))
      return 'a known hole of a device or program';
  }
  const dot = path.lastIndexOf('.');
  if (dot === -1 || path.length - dot > 6 || !SHELL_ENDS.has(path.slice(dot + 1))) return null;
  const name = path.slice(path.lastIndexOf('/') + 1, dot);
  if (name.length <= 32 && SHELL_NAME.test(name)) return 'a shell that intruders leave';
  if (UPLOADS.test(path)) return 'a shell that intruders leave';
  return path.includes('/phpunit/') ? 'a known hole of a device or program' : null;
}

/** Whether a known hole begins with the first folder of the path. */
export function mayHoldHoles(path: string): boolean {
  return HOLES.has(firstFolder(path));
}

/** Why a path is one of an administration; null when it is not. */
export function findAdminDoor(path: string): string | null {
  const first = firstFolder(path);
  if (first === '') return null;
  return ADMINISTRATIONS.has(first) || DATABASE_FRONTS.test(first) ? 'an administration' : null;
}

/** Doors of one product, which its own users ask for together. */
const EXCHANGE: ReadonlySet<string> = new Set('autodiscover ecp ews mapi owa powershell'.split(' '));

/** What holds a known hole, however deep the request goes: `/vendor/phpunit` of all that is below it. */
export function doorOfHole(path: string): string {
  return EXCHANGE.has(firstFolder(path)) ? '/exchange' : path.split('/', 3).join('/');
}

/** The same of an administration. */
export function doorOfAdministration(path: string): string {
  const first = firstFolder(path);
  return EXCHANGE.has(first) ? '/exchange' : `/${first}`;
}

/** The first folder of a path, or its only name; empty when it is longer than any known one. */
function firstFolder(path: string): string {
  const slash = path.indexOf('/', 1);
  const end = slash === -1 ? path.length : slash;
  return end > 40 ? '' : path.slice(1, end);
}
