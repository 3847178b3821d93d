import { layout } from '../pattern.ts';

/** Programs that look for holes, by the names they give themselves. Not: crawlers, monitors, HTTP libraries. */
const SCANNERS = layout`
  sqlmap|nikto|nmap scripting|masscan|zgrab|nessus|openvas|greenbone|acunetix|wvs|netsparker|invicti|wpscan|
  wpsec\b|xfa1,nvdorz|dirbuster|dirb\b|dirsearch|gobuster|fuzz faster u fool|ffuf|wfuzz|feroxbuster|nuclei|
  projectdiscovery|whatweb|arachni|w3af|skipfish|wapiti|burpcollaborator|burp suite|\bburp\b|owasp|\bzap[/ ]|
  zaproxy|jaeles|xsser|xsstrike|dalfox|commix|havij|sqlninja|sqlbrute|absinthe|bsqlbf|jsql|pangolin|morfeus|zmeu|
  jorgee|muhstik|l9explore|l9tcpid|leakix|thc-hydra|\bhydra\b|patator|ming mong|appscan|webinspect|qualys|rapid7|
  nexpose|detectify|intruder\.io|tenable|vega/|uniscan|joomscan|droopescan|cmsmap|wpseku|brutus|paros|webshag|
  whisker|n-stealth|nstealth|dotdotpwn|fimap|xenotix|golismero|vulnx|sn1per|recon-ng|shodan|censys|\.oast\.|
  interact\.sh\b|oastify\.com|\.nasl\b|libwhisker|springenwerk|wfetch|cgichk|datacha0s|core-project|black widow|
  blackwidow|mysqloit|amiga-aweb|internet ninja|masscan-ng|interactsh|katana/|httpx -|gospider|hakrawler|
  subfinder|paramspider|cyberscan|tsunamisecurityscanner|internetmeasurement|expanse, a palo alto|
  netsystemsresearch|nbot scanner|\bmozi[/.]|libredtail|custom-asynchttpclient|\bxray/|burpsuite|getodin\.com|
  xpanse|naabu|zoomeye|\bfofa|binaryedge|onyphe|stretchoid|visionheight|modatscanner|securityscorecard|criminalip|
  hadrian|\bbbot\b|sslyze|crlfuzz|\barjun\b|kiterunner|graphw00f|hexstrike|aquatone|slowloris|goldeneye|\bmirai\b|
  hakai/|fhscan|toata dragostea|casper bot|kinza scanner|polycred|xmlrpcscan|project discovery|mozlila/|
  hello,? world|r00ts3|botnet|\bscan(?:ner)?[/-]\d|vuln(?:erability)?[ -]?scan|security[ -]?scan|pentest|
  penetration|exploit|fuzzer`;

const SCANNER = new RegExp(`(?:${SCANNERS})`, 'i');

/** Which scanner a user agent names; null for others. */
export function findScanner(userAgent: string): string | null {
  const found = SCANNER.exec(userAgent);
  return found === null ? null : `the user agent names ${found[0].toLowerCase().trim()}`;
}
