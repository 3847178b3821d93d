/**
 * Doors of devices and programs that were broken into before, and the shells that intruders left: told by the path alone.
 * Paths are decoded and in lower case.
 */

import { pattern } from '../pattern.ts';

/** For each first folder of a path, the beginnings of the rest of which one has to follow; an empty list means any. */
const HOLES: ReadonlyMap<string, readonly string[]> = byFirst(`
hnap1 | hndunblock.cgi | apply_sec.cgi | dniapi | picdesc.xml | ud act | wanipcn.xml | rom-0 | hedwig.cgi | getcfg.php | onvif device_service | sdk weblanguage | boaform | goform | gponform | setup.cgi | login.cgi | board.cgi | soap.cgi | tmunblock.cgi | device.rsp | web_shell_cmd.gch
cgi-bin weblogin.cgi slogin cgictl popen magicbox configmanager guestimage viewcert sslvpn php4 nobody/ luci test-cgi php printenv status bash viewlog webproc nas_sharing hotspotlogin supervisor kerbynet authlogin mainfunction stats test.cgi user account_mgr export_debug login.cgi downloadfile system_mgr config welcome env jarrewrite
picsdesc.xml | ctrlt | upnp control device | webfig | winbox | evox | randomfile1 | teorema505
tmui | hsqldb; | vpns | menu stapp guiw | pcidss report | gwtest formssso | oauth idp/.well-known | ssl-vpn hipreport | unauth ../ php/ | php ztp_gate utils/createremote utils/debug.php | ztp cgi-bin | api sonicos/ index.php/v1/config index.php/v1/users | mifs aad/ rs/ asfv3 c/ admin/rest | webui logoutconfirm | cslu v1/ | level 15/exec | mgmt tm/ shared/ | dana-na | dana-ws | dana-cached | remote fgt_lang login logincheck hostcheck | ws cli/ | adv, | . restapi/ | restapi logoncustomization connection | clients mycrl | rpc2_login | jmreport queryfieldbysql loadtabledata | service ~xbrl | emap devicepoint | program actions/settings/upload.php | +cscoe+ | +cscot+
owa auth/x. auth/current auth/errorfe auth/15. | autodiscover autodiscover.json | ecp y.js x.js current/exporttool dditools proxylogon
wls-wsat | _async | bea_wls_deployment_internal | invoker | jmx-console | jbossws | manager html text/ status | host-manager html text/ | examples jsp/snp servlets/servlet | tomcatwar.jsp
webtools control/xmlrpc control/programexport control/forgotpassword control/view control/main/programexport | functionrouter | scripttext | developmentserver metadatauploader | irj servlet_jsp | servlet ~ic/
solr admin/cores admin/info | struts2-showcase | struts2-rest-showcase | jolokia exec read
v1 agent/ | containers json | cluster cluster | ws v1/cluster | stalker_portal | systembc | dup-installer | thinkphp | laravel .env
vendor phpunit/ composer/installed | lib phpunit/ | phpunit phpunit/ src/util | _layouts 15/toolpane 15/spinstall 15/info3.aspx 16/toolpane 16/spinstall 16/info3.aspx | pages doenterpagevariables createpage.action createpage-entervariables
setup setupadministrator setup-s/ | server-info.action | json setup-restore | template aui/ | rest tinymce/1/macro/preview | plugins servlet/gadgets/makerequest servlet/oauth/users/icon-uri servlet/exp | crowd plugins/servlet admin/uploadplugin
service extdirect | vpn ../ index. js/ | nf auth/ | global-protect prelogin login getconfig portal | php-cgi php-cgi | human.aspx | human2.aspx | moveitisapi | guestaccess.aspx | setupwizard.aspx | cf_scripts scripts/ajax | cfide administrator adminapi componentutils wizards
nacos v1/ | druid indexer/v1/sampler | seeyon | weaver bsh.servlet | yyoa | uapjs | ispirit | general appbuilder index/uploadfile | tool log/c.php | plus download.php mytag_js.php recommend.php | utility convert/index.php
fileupload toolsany | ui vropspluginui | analytics telemetry/ph/ | eam vib | catalog-portal ui/oauth | suite-api | alfacgiapi | alfa_data | fuel pages/select | backupmgt | cobbler_api | rails info/properties | magmi
securityrealm user/ | descriptorbyname org.jenkinsci.plugins.scriptsecurity org.jenkinsci.plugins.workflow.cps.cpsflowdefinition/checkscriptcompile | wsman | _ignition execute-solution | users sign_in/../ | portal redlion | api jsonws/invoke v2/cmdb
uddiexplorer searchpublic | casa nodes/thumbprints | owa_util.signature | oa_html bneviewer bneuploader | system configurationfile | centreon main.get.php | axis2 services/listservices axis2-web axis2-admin | axis2-admin | wsstatusevents eventhandler | apps graphapi/vendor | lib terminal-xhr.php | photo p/api | main.ehp | cgi-mod index.cgi | ajaxpages writebrowse | ajax networking/get_netcfg | minio bootstrap/v1 | latest meta-data user-data dynamic | ajax-api 2.0/preview/mlflow 2.0/mlflow | mlflow ajax-api/ | webinterface function | cgi jsp/loginflow | openam ccversion oauth2/..; | __api__ v1/logon | spog welcome | sonicui 7/ | zimlet com_zimbra | hax | app rest/users/id:1/tokens rest/users;.jsp rest/debug | vicidial vicidial agc | jeecg-boot jmreport sys/ | luci admin | forms dologin | isapi security/users | current_config passwd account | @fs etc/ root/ proc/ windows/ c:/windows tmp/ x/x/ | webui_wsma_http | webui_wsma_https | p u/doauthentication | mifs .;/ | ecp ddi/ddiservice | global-protect portal/ | bin get/main/solrsearch view/main/?xpage | xwiki bin/get/main/solrsearch | api setup/validate | metabase api/setup/validate
cgi-bin quick/quick.cgi supportinstaller module// export_debug sslvpnclient account_mgr.cgi photocenter_mgr
nas_sharing.cgi | scripts setup.php | digium_phones ajax.php | a2billing customer/templates | horde imp/test.php | squirrelmail src/configtest.php | maint index.php | upload uploadresourcepic.ashx | service extension/backup/mboximport | sitecore shell/sitecore.version.xml
trinity.txt.bak | currentsetting.htm | password_change.cgi | psia custom/selfext | crushftp webinterface/ | ui h5-vsan/rest/ | geoserver testwfspost | lucee admin/imgprocess | showlogin.cc | _fragment | formlogin | fortimanager
ajax render/widget_tabbedcontainer_tab_panel api/ad/replaceadtemplate | uapim upload/grouptemplet | crx de/ explorer/ packmgr/ | bin querybuilder.json querybuilder.feed wcm/search/gql | system console/bundles sling/cqform | run kube-system/ | toolbox-resource ../ | oa_html help/../ syncservlet configurator/uiservlet | langflow api/v1/validate/code | dana-admin | api snapshots/:key 2.0/mlflow/
goanywhere lic/accept images/..; wizard/initial | telerik.reportserver startup/ | commandcenter deploywebpackage deployservicecommcell | - xaml/sitecore | userportal controller | webconsole controller | apisix batch-requests admin/migrate | telerik.web.ui.dialoghandler.aspx | telerik.web.ui.dialoghandler.ashx | desktopmodules admin/radeditorprovider | cmspages staging/ | get_portal_info | documentum upload.aspx | helpdesk webobjects/helpdesk.woa/wo/ | servlets fetchfile | _debugbar open | libs cq/core cq/security | system sling/loginstatus | sslvpn sslvpnclient | a2billing admin/ | tftpboot | cgi-bin filemanager/utilrequest cstecgi readycloud_control adv_ export rpc | syscmd.asp | syscmd.htm | adm syscmd.asp | apply.cgi | sess-bin | zentao api-getmodel | mobile plugin/verifyquicklogin | servicedispatcherservlet | tplus sm/setupaccount | defaultroot upload/fileupload extension/smartupload | eoffice general/ | state_id 123/ | microstrategyws happyaxis | listconf
cgi samlauth getnfsmon | websso saml2/sso/ | +cscol+ | +cscou+ | cscosslc | migadmin | backupsettings.conf | api v1/validate/code v1/node-load-method/custommcp v1/settings/sysadmin/connect-to-hub fabric/device/status | module admin.fe | ap_spec_rec | aparchive upload | deployment-rpc | rest id-pools/executecommand | customer address_file/upload | databases upgrademysqlstatus | ftp getresetstatus | dns getresetstatus | gsb datetime.php users.php reports.php | nmapi recurringreport | nmconsole platform/performancemonitorerrors | wsvulnerabilitycore | apps zxtm/ | iam governance/applicationmanagement/ | datesetting.cgi | guest_auth guestisup.php | cgi-bin cgi_main.cgi | editblackandwhitelist | card_scan_decoder.php | webpages login.jsp | userportal webpages/ | webconsole webpages/ | goanywhere license/unlicensed.xhtml | irj helper.jsp cache.jsp | bsh.servlet.bshservlet | ncfindweb | restapi importtechnicians | exec kube-system/ | management admindatabase.aspx commitpage.aspx | storage filesvr.dn t.dn | sitecore blocked.aspx | os startup/restore/ | bin configurations/parsers/ | magicinfo servlet/swupdatefileuploader | vpn list_base_config.php
`);

/** The same for the second folder, where a product is installed beside others. Only names that nothing else has. */
const DEEPER: ReadonlyMap<string, readonly string[]> = byFirst(`
setup setupadministrator setup-s/ | setupwizard.aspx / | pages doenterpagevariables createpage-entervariables | template aui/ | _ignition execute-solution health-check | uddiexplorer searchpublic | wls-wsat | _async asyncresponse | jmx-console | invoker jmxinvoker ejbinvoker | securityrealm user/ | scripttext | descriptorbyname org.jenkinsci.plugins.scriptsecurity org.jenkinsci.plugins.workflow.cps.cpsflowdefinition/checkscriptcompile | jolokia exec read | hax | functionrouter | solr admin/cores | apps graphapi/vendor | struts2-showcase | axis2 axis2-admin services/listservices | phpunit phpunit/ src/util | vendor phpunit/ | cgi-bin luci quick/quick.cgi | boaform | goform | hnap1 | nacos v1/auth | druid indexer/v1/sampler | api jsonws/invoke index.php/v1/config index.php/v1/users | scripts setup.php | thinkphp | rest tinymce/1/macro/preview | plugins servlet/gadgets/makerequest | gponform | webtools control/programexport control/xmlrpc | script console
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
const SHELL_NAME = pattern()`
  ^(?:
    c99|c100|r57|wso\d{0,4}|b374k[\w-]{0,8}|alfa\w{0,8}|mini(?:shell)?|indoxploit|web-?shell\w{0,6}|shell\d{0,3}|
    cmd\d{0,2}|backdoor\d?|up(?:load)?shell|marijuana|anonymousfox\w{0,8}|fox\w{0,2}wso|leafmailer\d{0,2}|priv8|
    0x\w{1,10}|bypass|gel4y|wp-22|wp_wrong_datlib|wpindex|olux|xleet|mari?|1ndex|simple-backdoor|php-backdoor|
    phpshell|phpspy\w{0,8}|eval-stdin|k2ll33d|haxor|hacked|owned|pwn(?:ed)?|evil|defaced?|antichat|locus7s|
    nstview|safe0ver|cyberspy5|aspydrv|ntdaddy|cmdasp\w?|aspxspy\w{0,4}|jspspy|jsp-reverse|cmdjsp|perlkit|gfs_sh|
    pws|regeorg|weevely|godzilla|behinder|chopper|wp_filemanager|hax|alfanew|ioxi[\w-]{0,4}|wp-conflg|wp-l0gin|
    atomlib|ws\d{2}|file-?manager-?shell
  )$`;
/** `cmd.cgi` is how Nagios and its heirs are told what to do, `cmd.php` a page of phpLDAPadmin. */
const HAS_COMMANDS = /\/(?:nagios|icinga|naemon|phpldapadmin)[\w-]{0,8}\//;
/** Folders that hold what visitors sent, or what other programs include: nobody asks for a program there. */
const UPLOADS =
  /\/(?:wp-content\/uploads|wp-admin\/(?:css|js|images)|wp-includes\/(?!js\/tinymce\/|ms-files))\/?|^\/\.well-known\//;
/** Parts of programs that were broken into by being asked for directly, wherever they were installed. */
const PARTS = pattern()`
  ^\/(?:aspnet_client|bea_wls_internal|app_extensions)\/[^/]{1,60}$
  |\/(?:
     phpunit\/|getphpinfo\.php
     |(?:wp-file-manager|elfinder)\/(?:lib\/)?php\/connector
     |wp-automatic\/inc\/csv
     |backup-backup\/includes\/backup-heart\.php
     |hellopress\/
     |(?:wordpresscore|core-plugin)\/include\.php
     |wp-admin\/(?:install|setup-config)\.php$
     |editor\/filemanager\/(?:upload|connectors|browser)\/
     |kcfinder\/upload|revslider\/temp\/
   )`;

/** Doors that some sites have for their own people: told from a visit by what the server answers. */
const ADMINISTRATIONS: ReadonlySet<string> = new Set(
  (
    'myadmin mysqlmanager dbadmin sqladmin sqlmanager websql webdb phppgadmin phpma php-my-admin administrator wp-admin wp-login.php ' +
    'xmlrpc.php admin administrator adminpanel admincp adminarea adminlogin admin.php admin.asp admin.aspx login.php cpanel webmin whm ' +
    'bitrix typo3 console manager jenkins kibana grafana portainer solr horde roundcube webmail owa plesk vicidial sitecore umbraco ' +
    'struts graphql geoserver nifi druid nexus xampp axis2 hudson host-manager ecp powershell webvpn vsphere-client websso ' +
    'nagiosxi nagios zabbix cacti reportserver ews ' +
    'web-console admin-console _all_dbs _utils _cat _nodes sdk shell script swagger swagger-ui swagger.json swagger-ui.html'
  ).split(' '),
);
/** The same below another folder, where articles are called so, too. */
const DEEPER_FRONTS = /^(?:phpmyadmin[\d._-]{0,10}|pma\d{0,4}|adminer(?:-[\d.]{1,10})?\.php)$/;
const DATABASE_FRONTS = /^(?:php-?my-?admin|pma|mysql-?admin|adminer)[\w.-]{0,16}$/;

/** Outlook asks `autodiscover.json` for an account; who asks it for another door of Exchange goes past the login. */
const PAST_THE_LOGIN = /@[^/?]{1,80}\/|powershell|\.json\/(?!v\d)\w/i;

/** What scanners ask for to see how nothing is answered; Nmap also for `/nice ports,/Trinity.txt.bak`. */
const FIRST_OF_SCANNERS = pattern()`
  ^\/[\w.-]{1,60}\.jspx?(?:\/|\s|%20|::\$data)$
  |^\/(?:\w{1,30}\.gch|cgi-bin\/[\w-]{1,60}\.sh)$
  |^\/(?:
     nice ports,\/|nmap(?:lower|upper)check\d|acunetix[_-]|odinhttpcall\d|v1\.\d\d\/containers\/|
     appscan_fingerprint\/|nessus_|w00tw00t|muieblackcat
   )`;

/** Queries that PHP itself answers: its options (where Windows takes a soft hyphen for a hyphen), and its debugger. */
const PROBING_QUERY = pattern('i')`
  ^=phpe9568f3
  |(?:^|&)(?:
     swp_debug=load_options
     |user(?:\[|%5b)email(?:\]|%5d)(?:\[|%5b)
     |xdebug_session_start=|local_access_token=|auth=ywrtaw46|_from=edit-(?:!|%21)|remoting=false$
     |service=page\/setupcompleted
     |p=admin\/actions\/assets\/generate-transform
     |type=rau(?:$|&)
     |module=freepbx(?:\\|%5c)modules
     |dataconfig=(?:<|%3c)dataconfig
     |rest_route=(?:\/|%2f)wp(?:\/|%2f)v2(?:\/|%2f)users(?:\/|%2f)?$
     |op=fs_remote_design
   )
  |^(?:images|style)\/$
  |^(?:-|%ad)(?:s$|[dn](?:\+|%20|%3d|=)?[a-z_.]{4,40}(?:%3d|=))`;

/** WordPress' list of its users. Its editor asks for some of them. */
const USERS = /^\/(?:[\w-]{1,40}\/)?wp-json\/wp\/v2\/users\/?$/;

/**
 * Why a path is one that only attack programs ask for; null when it is not. Without `query`, the answer holds for any query.
 */
export function findKnownHole(path: string, query?: string): string | null {
  const first = firstFolder(path);
  if (first === 'autodiscover' && query !== undefined && !PAST_THE_LOGIN.test(`${path}?${query}`))
    return null;
  if (FIRST_OF_SCANNERS.test(path) || (query !== undefined && PROBING_QUERY.test(query)))
    return 'a known hole of a device or program';
  if (path.includes('/wp-json/') && USERS.test(path) && (query === undefined || query === ''))
    return 'a known hole of a device or program';
  const follows = HOLES.get(first);
  if (follows !== undefined) {
    const rest = path.slice(first.length + 2);
    if (follows.length === 0 || follows.some((start) => rest.startsWith(start)))
      return 'a known hole of a device or program';
  }
  if (holdsDeeper(path, first)) return 'a known hole of a device or program';
  const dot = path.lastIndexOf('.');
  if (dot === -1 || path.length - dot > 6 || !SHELL_ENDS.has(path.slice(dot + 1))) return null;
  const name = path.slice(path.lastIndexOf('/') + 1, dot);
  if (name === 'cmd' && HAS_COMMANDS.test(path)) return null;
  if (name.length <= 32 && SHELL_NAME.test(name)) return 'a shell that intruders leave';
  if (UPLOADS.test(path)) return 'a shell that intruders leave';
  return PARTS.test(path) ? 'a known hole of a device or program' : null;
}

/** `/jenkins/script` is its console; elsewhere a folder of that name is nothing. */
function holdsDeeper(path: string, first: string): boolean {
  const second = secondFolder(path, first);
  const follows = DEEPER.get(second);
  if (follows === undefined) return false;
  if (second === 'script')
    return (first === 'jenkins' || first === 'hudson') && path.length <= '/jenkins/script/'.length;
  const rest = path.slice(first.length + second.length + 3);
  return follows.length === 0 || follows.some((start) => rest.startsWith(start));
}

/** Whether a known hole begins with the first folder of the path, or with the second. */
export function mayHoldHoles(path: string): boolean {
  const first = firstFolder(path);
  return HOLES.has(first) || DEEPER.has(secondFolder(path, first));
}

/** Why a path is one of an administration; null when it is not. */
export function findAdminDoor(path: string): string | null {
  const first = firstFolder(path);
  if (first === '') return null;
  return ADMINISTRATIONS.has(first) ||
    DATABASE_FRONTS.test(first) ||
    DEEPER_FRONTS.test(secondFolder(path, first))
    ? 'an administration'
    : null;
}

/** Doors of one product, which its own users ask for together. */
const EXCHANGE: ReadonlySet<string> = new Set('autodiscover ecp ews mapi owa powershell'.split(' '));

/** The part of the path that has the known hole, however deep the request goes: `/vendor/phpunit` for everything below it. */
export function doorOfHole(path: string): string {
  return EXCHANGE.has(firstFolder(path)) ? '/exchange' : path.split('/', 3).join('/');
}

/** The part of the path that is the administration. */
export function doorOfAdministration(path: string): string {
  const first = firstFolder(path);
  return EXCHANGE.has(first) ? '/exchange' : `/${first}`;
}

/** Empty when there is none, or when the first is longer than any known one. */
function secondFolder(path: string, first: string): string {
  return first === '' ? '' : firstFolder(path.slice(first.length + 1));
}

/** The first folder of a path, or its only name; empty when it is longer than any known one. */
function firstFolder(path: string): string {
  const slash = path.indexOf('/', 1);
  const end = slash === -1 ? path.length : slash;
  return end > 40 ? '' : path.slice(1, end);
}
