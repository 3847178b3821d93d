import { pattern } from '../pattern.ts';

/**
 * Words that tell although no sign stands beside them: a request that holds one is looked at, whatever else is in it. Few and
 * rare ones, for each is looked for in every request. In lower case.
 */
export const TELLING_WORDS: readonly string[] = (
  '=passthru =shell_exec =proc_open =pcntl_exec =call_user_func =create_function =phpinfo =file_put_contents =show_source ' +
  '=highlight_file =system& =exec& =assert& =etc/passwd =etc%2fpasswd =etc/shadow =etc%2fshadow =boot.ini =wp-config.php =web.config ' +
  '=id_rsa java.lang. java.beans. javax.naming. javax.script. groovy.lang. jdk.nashorn. scriptenginemanager xmlapplicationcontext ' +
  '=phpe9568f3 xdebug_session_start= =whoami =ifconfig =ipconfig =systeminfo cmd=id cmd=uname exec=id command=id execute=id shell=id ' +
  '=-oproxycommand cmd=ping cmd=pwd exec=ping command=ping execute=ping ?redirect: ?redirectaction: class.module.classloader class.classloader ' +
  '=http: =https: =http%3a =https%3a auth=ywrtaw46 local_access_token= .php?-s .oast. interact.sh .oastify.com .burpcollaborator.net .dnslog. .ceye.io evil.com attacker.com =oast. ' +
  'remoting=false page/setupcompleted generate-transform type=rau fs_remote_design'
).split(' ');

const ANY = new RegExp(TELLING_WORDS.map((word) => word.replace(/[.?]/g, '\\$&')).join('|'), 'i');

export function holdsTellingWord(target: string): boolean {
  return ANY.test(target);
}

/** Functions of PHP that run what they are given, and nothing else that people name. */
const CALLABLE = pattern('i')`
  ^(?:
    passthru|shell_exec|proc_open|popen|pcntl_exec|call_user_func(?:_array)?|create_function|phpinfo|
    file_put_contents|show_source|highlight_file
  )$`;
/** The functions among them whose names are ordinary words. */
const WORD_TOO = /^(?:system|exec|assert)$/i;
const NUMBERED = /^(?:\d{1,2}|_|\w{1,12}\[\d{1,2}\])$/;
/** Names of parameters in which programs take the name of a function to call. */
const OF_A_FUNCTION = /^(?:\w{1,2}|f(?:n|unc(?:tion)?)|callback|cb|filter|call|method|handler)$/;

/** Names of parameters in which web shells, and some devices, take a command. */
const OF_A_COMMAND =
  /^(?:\w{0,12}_)?(?:(?:sys|system|shell|ping)_?)?(?:cmd|command|exec|execute|shell)(?:line|str)?$/;
/**
 * Commands that are tried there first, alone or with an argument. Not names that file managers use as well: `cmd=ls`,
 * `cmd=rm`.
 */
const FIRST_COMMAND = pattern('i')`
  ^(?:whoami|uname|ifconfig|ipconfig|systeminfo|netstat|hostname|pwd|id|ver|ps)(?:\s{1,3}[-/]\w{1,6})?$
  |^(?:ping|nslookup|curl|wget|tftp|cat|type|cd|nc|telnet|sh|bash)\s{1,3}[\w.:/-]`;

/** Whether a parameter is a command by its name and its value (`?cmd=whoami`); null when it is not. */
export function findNamedCommand(name: string, text: string): string | null {
  return OF_A_COMMAND.test(name) && FIRST_COMMAND.test(text) ? 'a command where one is run' : null;
}

/** Why a parameter, as a whole, names a function that is to be called (`?0=passthru&1=ls`); null when it does not. */
export function findCallable(name: string, text: string): string | null {
  if (
    NUMBERED.test(name)
      ? CALLABLE.test(text) || WORD_TOO.test(text)
      : OF_A_FUNCTION.test(name) && CALLABLE.test(text)
  )
    return 'a function of PHP by its name';
  return null;
}
