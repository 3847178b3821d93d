/** Doors of devices and programs that were broken into before, and the shells that intruders left. Paths in lower case. */
const SHELLS =
  /\/(?:c99|c100|r57|wso\d{0,2}|b374k\w{0,6}|alfa\w{0,6}|mini(?:shell)?|indoxploit|web-?shell\w{0,6}|shell\d{0,3}|cmd\d{0,2}|backdoor\d?|up(?:load)?shell|marijuana|anonymousfox\w{0,8}|fox\w{0,2}wso|leafmailer\d{0,2}|priv8|0x\w{0,10}|bypass|gel4y|wp-22|wp_wrong_datlib|wpindex|olux|xleet|mar(?:iju)?|1ndex|simple-backdoor|php-backdoor|phpshell|phpspy\w{0,8}|adminer[\w.-]{0,20}|eval-stdin|k2ll33d|fm|alfacgiapi\S{0,20}|doc\/alfa\w{0,10}|haxor|hacked|owned|pwn(?:ed)?|evil|defaced?|antichat|locus7s|nstview|safe0ver|cyberspy5|aspydrv|ntdaddy|cmdasp\w?|aspxspy\w{0,4}|jspspy|jsp-reverse|perlkit|gfs_sh|pws|regeorg|weevely|godzilla|behinder|china\s?chopper|ckfinder_shell)\.(?:php\d?|phtml|asp|aspx|jsp|jspx|cfm|cgi|pl)$|\/(?:wp-content\/uploads|\.well-known)\/(?:\S{0,60}\/)?[\w-]{1,30}\.(?:php[3-8]?|phtml|asp|aspx|jsp)$/;
const DEVICES =
  /^\/(?:hnap1|boaform\/|goform\/|gponform\/|setup\.cgi|login\.cgi|cgi-bin\/(?:luci|test-cgi|php\d?|printenv|status|bash|viewlog|webproc|nas_sharing|hotspotlogin|supervisor|kerbynet|authlogin|mainfunction|stats|test\.cgi|user|account_mgr|export_debug|login\.cgi|downloadfile|system_mgr|config|welcome|env|jarrewrite)|tmunblock\.cgi|tmui\/|mgmt\/(?:tm|shared)\/|dana-(?:na|ws|cached)\/|remote\/(?:fgt_lang|login|logincheck|hostcheck)|\+cscoe\+|\+cscot\+|owa\/auth\/(?!logon)|autodiscover\/autodiscover\.json|ews\/exchange|web_shell_cmd|device\.rsp|board\.cgi|soap\.cgi|picsdesc\.xml|ctrlt\/|wls-wsat\/|_async\/|bea_wls|invoker\/|jmx-console|jbossws|struts2?-|manager\/(?:html|text|status)|v1\/agent|containers\/json|stalker_portal|systembc|evox\/|nice(?:%20| )ports|nmaplowercheck|nmapupper|trinity|randomfile1|tomcatwar|showlogin|_fragment|vendor\/(?:phpunit|composer\/installed)|(?:\w{1,20}\/){1,4}phpunit\/|lib\/phpunit|thinkphp|dup-installer|laravel\/\.env|webfig\/|winbox|cluster\/cluster|ws\/v1\/cluster|jolokia|_layouts\/15\/(?:toolpane|start|error)|s\/\w{5,40}\/_\/;|pages\/(?:doenterpagevariables|createpage)\.action|service\/extdirect|vpn\/(?:\.\.|index|js)|nf\/auth|oauth\/idp\/\.well-known|global-protect\/|php-cgi\/|human\.aspx|moveitisapi|guestaccess|api\/v2\/cmdb|fortimanager|logincheck|wsman|teorema505|actuator;|formlogin|securityrealm|descriptorbyname)/;
/** Doors that some sites have for their own people: told from a visit by what the server answers. */
const ADMIN =
  /^\/(?:\w{1,20}\/)?(?:php-?my-?admin[\w.-]{0,16}|pma[\w.-]{0,10}|myadmin|mysql-?admin\w{0,6}|mysqlmanager|dbadmin|sqladmin|sqlmanager|websql|webdb|adminer[\w.-]{0,16}|phppgadmin|phpma|php-my-admin|administrator|wp-admin|wp-login\.php|xmlrpc\.php|admin(?:istrator|panel|cp|area|login)?|cpanel|webmin|whm|bitrix|typo3|console|manager|jenkins|kibana|grafana|portainer|solr|horde|roundcube|webmail|owa|plesk|vicidial|sitecore|umbraco|struts|api\/swagger|swagger\S{0,20}|graphql|geoserver|nifi|druid|nexus|xampp|axis2|hudson|host-manager|ecp|powershell|webvpn|vsphere-client|websso|web-console|admin-console|_all_dbs|_utils|v2\/_catalog|_cat|_nodes|sdk|solr\/admin|shell|script)(?:\/|\.php|\.asp|$)/;

/** Why a path is one that only attack programs ask for; null when it is not. */
export function findKnownHole(path: string): string | null {
  if (DEVICES.test(path)) return 'a known hole of a device or program';
  return (path.endsWith('x') ||
    path.includes('.php') ||
    path.includes('.asp') ||
    path.includes('.jsp') ||
    path.endsWith('.cgi')) &&
    SHELLS.test(path)
    ? 'a shell that intruders leave'
    : null;
}

/** Why a path is one of an administration; null when it is not. */
export function findAdminDoor(path: string): string | null {
  return ADMIN.test(path) ? 'an administration' : null;
}
