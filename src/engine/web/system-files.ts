import { layout, pattern } from '../pattern.ts';

/** Files of a Unix system below `/etc`, in a value whose slashes were made uniform. */
const ETC = layout`
  passwd|shadow|group|gshadow|hosts|host\.conf|hostname|issue|motd|fstab|crontab|sudoers|resolv\.conf|mtab|
  profile|bashrc|environment|networks|services|exports|inittab|aliases|anacrontab|updatedb\.conf|my\.cnf|mysql|
  ssh|ssl|nginx|apache2?|httpd|php\d?|os-release|lsb-release|redhat-release|debian_version|vsftpd|proftpd|
  pure-ftpd|cron\.\w{1,8}|init\.d|network|security|pam\.d|samba|mail|postfix|exim|docker|kubernetes|
  master\.passwd|ld\.so\.conf|logrotate|syslog|rsyslog|chrootusers|ftp\w{1,10}|at\.allow|default|rc\.\w|\*|\?`;
const PROC = layout`
  self|version|cmdline|mounts|net|cpuinfo|meminfo|stat|uptime|filesystems|partitions|modules|sched_debug|swaps|
  devices|interrupts|ioports|config\.gz|\d{1,7}|sys|\*`;
export const SYSTEM_FILE = pattern()`
  %(?:systemroot|windir)%/\w
  |(?:^|/)(?!\*\*/)[?*]{2,6}/(?:passwd|shadow|hosts)$
  |(?:^|[^a-z0-9_.-]|\.\.)/?(?:
     etc/(?:${ETC})(?![a-z])|proc/(?:${PROC})(?![a-z])
     |(?:windows|winnt|winxp)/(?:
        win\.ini|system\.ini|system32|repair|php\.ini|my\.ini|iis|debug|panther|temp|sysprep|explorer
      )
     |boot\.ini\b|(?:web|meta)-inf/|root/\.
     |home/[^/]{1,40}/\.(?:ssh|bash|aws|my|pgpass|git|netrc|env|kube|docker|profile|zsh)
     |users/[^/]{1,40}/(?:ntuser|desktop/desktop\.ini|\.ssh)
     |var/(?:log|spool|mail)/|run/secrets/
     |dev/(?:tcp|fd|shm|u?random|null|zero)\b
   )
  |^~\w{0,20}/\.(?:ssh|aws|kube|docker|gnupg)/`;
/** A path from the root of a disk, as a whole value. */
export const ABSOLUTE = pattern()`
  ^(?:(?:[a-z]:|file:)/{0,3}|/{1,3})(?:
    etc/[\w.*?-]|proc/(?:${PROC})(?![a-z])
    |var/(?:
       log|www/[\w-]|mail|spool|adm|apache|backups|cpanel|db/|htdocs|lib/[\w-]{2}|local|nm2|run/|webmin|cache/|
       postgresql|mysql|lock/
     )
    |usr/(?:local|lib|share|etc|home|pkg|ports|sbin|bin|spool|src|apache|adm|internet|ubuntu)/
    |opt/(?:lampp|xampp|apache|nginx|tomcat|jboss|\w{2,12}/[^?]{0,80}(?:conf|log|ini|etc|\.xml))
    |root/|\.dockerenv$|run/secrets/|tmp/sess_|app/\.
    |srv/[^?]{0,80}\.(?:conf|ini|env|key|log)
    |boot/(?:grub|vmlinuz|initrd)
    |sys/(?:class|kernel|devices)
    |srv/(?:www|ftp|http)
    |(?:
       library/(?:logs|preferences|webserver|keychains|launch\w{4,8})
       |system/library|private/(?:etc|var)|volumes/[^?/]{1,40}
       |applications/[^?/]{1,40}\.app
     )/
    |(?:[a-z]:/?)?(?:
       windows|winnt|inetpub|xampp|wamp|appserv|system32|minint|sysprep|system volume information|
       program files(?: \(x86\))?|programdata
     )/
    |(?:[a-z]:/)(?:
       boot\.ini|php|apache|mysql|nginx|pagefile\.sys|autoexec|unattend|home
       |documents and settings
       |\w{1,20}\.(?:ini|log|conf|cnf|sys|bat)\b
     )
    |home/[^/?]{1,40}/(?:\.|public_html|www|mail/)
    |users/[^/?]{1,40}/(?:\.|library|documents)
    |(?:
       apache\d?|apache group|php\d?|xampp|mysql|nginx|httpd|lighttpd|conf|logs?|bin|www|web|netserver|pureftpd|
       thttpd|local
     )/[^?]{0,80}(?:\.(?:log|conf|cnf|ini)|_log|passwd|httpd)\b
  )`;
