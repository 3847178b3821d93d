import { layout } from '../pattern.ts';

/** Words that are commands and hardly anything else. */
export const TELLING = layout`
  whoami|uname|ifconfig|ipconfig|netstat|nslookup|wget|curl|netcat|ncat|nc|tcpdump|traceroute|tracert|systeminfo|
  tasklist|taskkill|passwd|useradd|adduser|usermod|chmod|chown|chgrp|sudo|crontab|xterm|printenv|phpinfo|hostname|
  lsof|lsattr|xargs|mkfifo|socat|telnet|tftp|scp|lwp-request|tty|rm|mv|cp|ps|ls|pwd|dir|awk|gawk|sed|grep|egrep|
  fgrep|busybox|gcc|perl|python[23]?|ruby|php|lua|node|bash|zsh|dash|ksh|csh|tcsh|ash|sh|cmd|cmd\.exe|powershell|
  pwsh|certutil|bitsadmin|mshta|regsvr32|rundll32|wmic|wscript|cscript|net1?|netsh|sc|wevtutil|bcdedit|diskpart|
  nltest|dsquery|driverquery|qwinsta|cmdkey|sysinfo|vssadmin|icacls|cacls|attrib|schtasks|base64|xxd|hexdump|od|
  nmap|dig|ping6?|tac|rev|strings|nl|iptables|mysql|mysqldump|psql|ssh|sshd|su|cd|mkdir|mknod|lsb_release|rmdir|
  ln|df|du|mount|umount|fdisk|tar|gzip|gunzip|unzip|bunzip2|zcat|ver|vol|arp|route|ss|ip|getent|finger|lastlog|
  dmesg|sysctl|systemctl|service|shutdown|reboot|halt|init|pkill|killall|nohup|setsid|eval|exec|unset|export|
  alias|ldd|objdump|dd|wall|users|groups|last|w|env|id|cat|type`;

/**
 * Words that people use too: they count as commands only with an argument that no sentence has, or with nothing behind them.
 */
export const COMMON = layout`
  gcc|tac|base64|tar|dig|id|cat|ls|ps|w|sc|ip|ss|su|sh|rm|cp|mv|nl|od|df|du|ln|nc|cd|dd|ver|vol|set|env|echo|
  printf|type|find|more|less|head|tail|top|date|time|sleep|who|host|last|kill|sort|cut|man|mail|touch|test|wait|
  start|copy|move|del|net|net1|dir|ping|file|locate|which|expr|read|source|split|join|tee|uniq|wc|at|vi|vim|ex|
  nano|ed|timeout|watch|flock|chroot|strace|ltrace|stdbuf|unshare|nsenter|script|taskset|cpulimit|doas|ionice|
  finger|users|groups|service|node|ruby|route|strings|mount|history|jobs|logname|sync|true|exit|exec|eval|init|
  alias|export|php|perl|lua|bash|zsh|ksh|csh|tcsh|dash|ash|grep|sed|awk|pwd|cmd|tar|python|python3|yes|seq|stat|
  size|link|nice|screen|mysql|nmap|telnet|tcpdump|powershell|rev|shutdown|passwd|hostname|curl|wget|reboot|halt|
  uptime|openssl|pip|pip3|apt|apt-get|yum|apk|reg`;

export const COMMON_WORDS: ReadonlySet<string> = new Set(COMMON.split('|'));

export const TELLING_WORDS: ReadonlySet<string> = new Set(
  TELLING.replaceAll('\\', '').split('|').flatMap(versions),
);

function versions(word: string): string[] {
  if (word.endsWith('[23]?')) return [word.slice(0, -5), `${word.slice(0, -5)}2`, `${word.slice(0, -5)}3`];
  return word.endsWith('?') ? [word.slice(0, -2), word.slice(0, -1)] : [word];
}
