/** Why a shipped rule alerts, and what it may also be: the rule's `description` and `falsepositives` in French, one for one. */
export type RuleWhy = { readonly why: string; readonly mayBe: readonly string[] };

export function told(why: string, ...mayBe: readonly string[]): RuleWhy {
  return { why, mayBe };
}

export const OWN_SCANNER = 'Un scanner de vulnérabilités ou un inventaire à vous';
const ANSWERS_ALL = "Des pages qui répondent 200 à n'importe quelle adresse";
const PUBLISHED = 'Des fichiers publiés exprès sous un tel nom';

/** Of packets and requests. */
export const FRENCH_WHY_TRAFFIC: Readonly<Record<string, RuleWhy>> = {
  capture_arp_spoofing: told(
    "Deux machines revendiquent tour à tour la même adresse IPv4, ou l'une répète aux autres qu'elle l'a. Celle que l'on croit reçoit le trafic, et peut le lire et le changer.",
    'Deux machines avec la même adresse par erreur',
    'Deux routeurs qui se relaient sans cesse',
  ),
  capture_arp_sweep: told(
    "Une machine demande les adresses du réseau local l'une après l'autre : quelqu'un veut savoir quelles machines sont là (arp-scan, netdiscover, nmap -sn). Seule une machine du même réseau le peut.",
    'Un inventaire ou une application réseau à vous',
    "Un routeur, pendant que quelqu'un parcourt ce réseau de l'extérieur dans l'ordre",
  ),
  capture_lan_walk: told(
    "Une machine envoie un ping aux adresses du réseau local l'une après l'autre, ou leur demande autre chose, comme le fait une supervision (fping -g). Des attaquants font de même pour savoir quelles machines sont là.",
    'Une supervision ou un inventaire à vous',
  ),
  capture_card_flood: told(
    "Des paquets viennent d'adresses matérielles toujours nouvelles, jusqu'à ce que les commutateurs n'aient plus de place pour celles de vraies machines et envoient à tous ce qui était pour une seule (macof), ou que les machines ne puissent plus retenir de voisins (inondations de voisins IPv6 ou CDP). Les adresses sont inventées.",
    "Une capture à l'accès d'un fournisseur, réduite à un paquet par client",
  ),
  capture_icmp_answer_flood: told(
    "Une machine reçoit au moins 500 réponses à des pings, ou erreurs ICMP, par seconde pour ce qu'elle n'a jamais envoyé : quelqu'un ping un réseau en son nom (Smurf), ou occupe son pare-feu avec des erreurs (BlackNurse). Les expéditeurs ne sont pas nommés.",
    "Quelqu'un en attaque d'autres avec l'adresse de cette machine comme expéditeur, et ce sont les réponses",
    'Une capture qui ne montre pas tout ce que la machine envoie',
  ),
  capture_fragment_flood: told(
    'Une machine reçoit au moins 1 000 parties de paquets par seconde dont le début ne vient jamais. Les preuves donnent l’expéditeur ; l’adresse peut être inventée.',
    'Une capture dont le filtre ne laisse passer que les parties suivantes, ou un routeur qui envoie les premières par un autre chemin',
  ),
  capture_protocol_flood: told(
    'Une machine, ou toutes celles d’un lien, reçoivent au moins 1 000 paquets par seconde d’un protocole qui n’est ni TCP ni UDP : IGMP, SCTP, ESP, des numéros que personne n’utilise, ou des messages ICMP qui viennent une fois de temps en temps (sollicitations de routeur, redirections). Les preuves donnent le protocole et l’expéditeur ; l’adresse peut être inventée.',
    'Un essai de matériel',
    'Beaucoup d’expéditeurs d’un tunnel, dont la capture ne montre qu’une direction',
  ),
  capture_amplification: told(
    "Un serveur répond toujours à la même question avec bien plus d'octets : quelqu'un demande au nom d'une victime, et les réponses l'inondent. L'adresse qui demande est la victime : personne n'est nommé.",
    'Un test de charge qui demande toujours la même chose',
  ),
  capture_ndp_spoofing: told(
    "Deux machines revendiquent tour à tour la même adresse IPv6, ou l'une répète à une autre qu'elle l'a : la forme IPv6 de l'usurpation ARP. Celle que l'on croit reçoit le trafic, et peut le lire et le changer.",
    'Deux machines avec la même adresse par erreur',
    'Deux routeurs qui se relaient sans cesse',
  ),
  capture_router_flood: told(
    "Toujours de nouveaux routeurs s'annoncent sur le réseau local ; chacun fait prendre à toutes les machines une adresse et une route de plus, jusqu'à ce qu'elles se figent. Les routeurs sont inventés.",
    'Un essai de matériel',
  ),
  capture_dhcp_starvation: told(
    "Quelqu'un demande des adresses au nom de cartes toujours nouvelles, jusqu'à ce que le serveur n'en ait plus pour les autres (dhcpstarv, yersinia). Souvent, un serveur DHCP de l'attaquant répond ensuite.",
    'Un pont sans fil qui parle pour beaucoup de machines derrière lui',
  ),
  capture_rogue_dhcp: told(
    "Deux serveurs DHCP répondent à la même question et donnent un autre routeur ou un autre serveur de noms : l'un des deux n'est pas à vous. Qui le croit envoie son trafic, ou ses demandes de noms, à un autre.",
    "Un routeur domestique que quelqu'un a branché à l'envers",
    'Deux serveurs à vous qui se partagent un réseau et donnent exprès deux routeurs',
  ),
  capture_name_poisoning: told(
    "Une machine dit être tout ce que les autres cherchent (LLMNR, NetBIOS) : celles qui se trompent de nom ou cherchent un proxy s'y connectent alors, et elle recueille leurs mots de passe (Responder).",
    'Un serveur qui porte exprès beaucoup de noms',
  ),
  capture_clear_text_password: told(
    "Un service reçoit des mots de passe non chiffrés : qui voit les paquets les a, comme le montre cette capture. La faute est au service, pas à ceux qui l'utilisent.",
    'Un essai dans un réseau fermé',
  ),
  capture_login_connections: told(
    "Une source a établi en cinq minutes au moins 32 connexions vers SSH, RDP ou VNC d'une machine. Ce qui s'y dit est chiffré : des mots de passe que l'on devine ont cet aspect, et des programmes qui se connectent pour chaque tâche aussi ; le niveau est donc faible.",
    'Un programme qui ouvre une connexion SSH pour chaque tâche (Git, Ansible, rsync, une surveillance)',
  ),
  capture_dns_nxdomain_storm: told(
    "Un client a demandé en une minute au moins 100 noms qui n'existent pas : un logiciel malveillant qui cherche son maître sous des noms calculés, ou quelqu'un qui devine les noms de machines.",
    'Un serveur de mail qui interroge des listes noires',
    'Un domaine de recherche faux, sur une machine occupée',
  ),
  capture_dns_tunnel: told(
    "Un client a demandé au moins 50 noms longs en une minute : c'est ainsi que des données quittent un réseau par le DNS.",
    'Des antivirus et des réseaux de distribution qui mettent des sommes de contrôle dans les noms',
  ),
  capture_icmp_flood: told(
    "Une machine reçoit au moins 100 demandes d'écho par seconde. Les preuves nomment l'expéditeur ; l'adresse peut être inventée.",
    'Un des vôtres qui mesure (ping -f)',
  ),
  capture_icmp_tunnel: told(
    "Une machine envoie des pings à une autre, et ce qui revient n'est pas ce qu'elle a envoyé mais chaque fois autre chose : les pings portent une conversation (ptunnel, hans, icmpsh), à travers un pare-feu qui ne laisse rien d'autre passer.",
    'Un programme à vous qui mesure par des pings et met ses résultats dans les réponses',
  ),
  capture_syn_flood: told(
    "Une source envoie au moins 100 SYN par seconde à une machine et n'achève presque aucune connexion : la cible garde des connexions à demi ouvertes jusqu'à ne plus pouvoir. Les RST et SYN-ACK qu'elle renvoie ne sont pas une attaque.",
    'Un test de charge',
    'Un client qui insiste auprès d’un service en panne',
  ),
  capture_syn_flood_distributed: told(
    "De nombreuses sources envoient ensemble au moins 100 SYN par seconde à une machine et n'achèvent presque aucune connexion. La plupart de leurs adresses sont sans doute inventées : aucune n'est nommée comme attaquant.",
    'Un service en panne que tous ses clients essaient de retrouver',
  ),
  capture_tcp_flood: told(
    "Une machine reçoit beaucoup de segments TCP qui n'appartiennent à aucune connexion (ACK, RST, FIN, Xmas, NULL) et ne répond presque à aucun. Les expéditeurs sont dans les preuves ; les adresses peuvent être inventées.",
    'Un serveur occupé que l’on redémarre, pendant que des milliers de clients envoient encore',
    'Une capture d’une seule direction',
  ),
  capture_syn_ack_reflection: told(
    "De nombreux serveurs envoient à une machine au moins 500 SYN-ACK par seconde pour des connexions qu'elle n'a pas demandées : quelqu'un demande en son nom. Les serveurs ne sont pas les attaquants.",
    'Une capture d’une seule direction',
  ),
  capture_slow_requests: told(
    "Une source a commencé au moins 20 requêtes en une minute auprès d'un serveur et n'en a achevé aucune en dix secondes : chacune tient une connexion, jusqu'à ce que le serveur n'en ait plus (Slowloris, POST lent).",
    'Beaucoup de personnes derrière une adresse et une très mauvaise ligne',
  ),
  capture_udp_flood: told(
    'De nombreuses sources envoient au moins 1 000 datagrammes par seconde à une machine, qui ne répond presque à aucun : une inondation, ou les réponses de serveurs ouverts à des questions posées en son nom.',
    'Un collecteur de télémétrie (syslog, NetFlow, statsd) qui reçoit 10 000 datagrammes par seconde',
  ),
  capture_udp_stream: told(
    "Une source envoie au moins 5 000 datagrammes par seconde à une machine et n'obtient presque pas de réponse. Les mesures et la vidéo se ressemblent : le niveau est faible.",
    'De la vidéo et des mesures (iperf)',
  ),
  capture_host_sweep: told(
    "Une source a essayé le même port d'au moins 25 machines en 15 minutes, sans résultat : quelqu'un, ou un ver, cherche un service partout où il tourne.",
    'Une surveillance et un inventaire à vous',
    'Une surveillance qui vérifie que des services répondent et part sur un simple RST',
    "Quelqu'un qui administre beaucoup de machines, derrière une ligne coupée",
  ),
  capture_network_down: told(
    "Une source demande le même service à au moins 25 machines, à chacune encore et encore, et n'obtient pas de réponse. Le plus souvent, la ligne entre elles est coupée.",
    'Une ligne coupée, ou un pare-feu qui ne laisse rien sortir',
  ),
  capture_port_scan: told(
    "Plus de 15 ports d'une machine en 5 secondes, ou au moins 25 en 15 minutes, sans résultat : quelqu'un cherche des portes ouvertes. Les machines qui n'ont fait que répondre ne sont pas nommées comme attaquant.",
    OWN_SCANNER,
    'Une machine qui a déménagé et dont les clients cherchent encore tous les services',
  ),
  capture_port_scan_slow: told(
    "Au moins 25 ports d'une machine en un jour, sans résultat : un attaquant qui reste sous les limites habituelles.",
    'Une surveillance qui vérifie des services disparus',
  ),
  web_crawling: told(
    "Quarante pages différentes en 20 secondes pour une même source. Ses sept premières requêtes de chaque tranche de dix secondes ne comptent pas, ni les images, styles et scripts, ni ce qu'une page va chercher d'elle-même dans un navigateur.",
    'Moteurs de recherche, vérificateurs de liens, surveillance et sauvegardes qui parcourent le site',
    "Une page qui en va chercher elle-même beaucoup d'autres, là où le journal n'a pas de référent",
  ),
  web_flood_source: told(
    "Mille requêtes d'une même adresse en dix secondes, comptées par centaines : cent par seconde, sans pause. Aucun temps d'apprentissage n'est nécessaire.",
    'Un proxy ou un répartiteur à vous dont l’adresse vaut pour tous ses visiteurs (le nommer comme proxy de confiance)',
    'Un test de charge que vous avez commandé',
  ),
  web_admin_probing: told(
    "Trois choses différentes en dix minutes que seule une recherche demande ensemble : des pages d'administration de programmes connus, des fichiers non destinés aux visiteurs et des programmes de sortes différentes (.php, .aspx, .jsp, .cgi…), tous refusés, et des failles connues. Chaque sorte de programme compte une fois. Peu de requêtes suffisent.",
    "Un des vôtres qui a oublié l'adresse",
  ),
  web_code_injection: told(
    'Une requête avec du code PHP, Java, Python, Node.js ou autre, un objet sérialisé, ou un paramètre qui atteint le chargeur de classes.',
    "Des bacs à sable et des documentations qui exécutent ou montrent du code donné dans l'adresse",
  ),
  web_command_injection: told(
    "Une requête avec une commande de shell à la place d'une valeur : un séparateur, une commande connue et ses arguments, un programme par son chemin, un téléchargement donné à un shell ; guillemets, barres obliques inverses et variables vides à l'intérieur des mots sont d'abord retirés.",
    'Des consoles et des chaînes de traitement que l’on pilote par des adresses',
    'Des recherches dans un site qui parle de shells',
  ),
  web_xss: told(
    "Une requête avec un script à la place d'un texte : un élément qui exécute du code, un gestionnaire d'événement, une adresse javascript:, un appel après la fin d'une chaîne ; entités, échappements et espaces étranges sont résolus comme le ferait un navigateur.",
    "Des éditeurs qui envoient du texte mis en forme dans l'adresse",
    'Des recherches dans un site qui parle de programmation',
  ),
  web_xss_elsewhere: told(
    "Un script intersite qui n'est pas un simple essai : il est chargé depuis un autre site, y envoie ce qu'il trouve (cookies, ce qui est enregistré ou saisi), ou fait prendre à la page ses adresses là-bas.",
    "Des aperçus qui prennent du HTML dans l'adresse",
  ),
  web_jndi_lookup: told(
    "Une recherche de Log4j (jndi:ldap://… entre accolades) n'importe où dans la ligne, même si ses lettres sont cachées dans d'autres recherches.",
    'Vos propres essais avec un scanner connu',
  ),
  web_known_hole: told(
    "Une requête pour une adresse que seuls demandent des programmes d'attaque : l'entrée d'un appareil ou d'un programme à faille publiée, ou un shell laissé par des intrus.",
    "L'appareil ou le programme lui-même, s'il est derrière ce serveur",
  ),
  web_shell_answered: told(
    "Une requête pour un fichier au nom d'un webshell connu, à laquelle le serveur a répondu 200 avec un contenu. Une réponse exactement aussi longue que la page d'accueil ne compte pas.",
    'Un fichier à vous qui porte un tel nom',
    ANSWERS_ALL,
  ),
  web_login_bruteforce: told(
    "Plus de cinq requêtes POST en 10 s, refusées par 401 ou 403, ou des requêtes avec un nom d'utilisateur, refusées par 401.",
    'Un programme à vous avec un ancien mot de passe ou jeton',
  ),
  web_form_bruteforce: told(
    'Une même source a envoyé un formulaire de connexion au moins 50 fois en 10 s sans être refusée : la plupart des programmes répondent 200 ou 302 à un mot de passe erroné, ce que les règles pour 401 ne voient pas.',
    "Un proxy devant un grand site, dont l'adresse vaut pour tous ses visiteurs (le nommer comme proxy de confiance)",
    'Vos propres tests de charge',
  ),
  web_form_logins: told(
    'Une même source a envoyé un formulaire de connexion au moins 60 fois en une minute sans être refusée, mais pas si souvent que seul un programme le peut.',
    'De nombreuses personnes derrière une adresse, ou un proxy (le nommer comme proxy de confiance)',
    'Un programme à vous qui se connecte avant chaque appel',
  ),
  web_wordpress_bruteforce: told(
    "WordPress a refusé au moins huit connexions d'une même source en 10 minutes ; à partir de 50, le niveau est élevé. Il répond 200 à un mot de passe erroné, ce que les règles pour 401 ne voient pas.",
    'Plusieurs personnes derrière une adresse le lendemain d’un changement de mots de passe',
  ),
  web_xmlrpc_bruteforce: told(
    "Au moins 30 requêtes POST à xmlrpc.php de WordPress d'une même source en une minute. Un seul appel peut essayer des centaines de mots de passe (system.multicall), ou faire interroger un autre site par le serveur (pingback).",
    'Jetpack qui transfère tout un site',
    'Un programme de publication à vous',
  ),
  web_path_traversal: told(
    "Une requête qui sort de son dossier (../ dans n'importe quel encodage), nomme un fichier du système à la place d'une valeur, lit à travers un enrobage (php://, file://), fait venir un document d'ailleurs ou vise une adresse que seul le serveur peut atteindre.",
    'Des applications qui passent des chemins relatifs dans leurs propres adresses',
    'Des redirections vers des adresses du réseau interne',
  ),
  web_path_traversal_answered: told(
    "Une requête pour un fichier du système à laquelle le serveur a répondu 200 avec au moins 300 octets, à peu près la taille du plus petit /etc/passwd. Le fichier a peut-être été lu, ou la page répond à tout de la même façon. Une page d'accueil de 5 ko et plus qui ignore ses paramètres ne compte pas, ni une réponse exactement aussi longue que la page d'accueil. Si d'autres signes indiquent un fichier, web_system_file_handed_out alerte aussi.",
    "Des pages qui répondent 200 à n'importe quel paramètre (comparer la taille avec celle d'une réponse ordinaire)",
  ),
  web_system_file_handed_out: told(
    "Une requête pour un fichier du système à laquelle le serveur a répondu 200 avec au moins 300 octets, à peu près la taille du plus petit /etc/passwd, et pas par une page qui répond à tout de la même façon : soit le fichier était demandé par le chemin de l'adresse, soit, dans l'heure d'avant, la même page avait répondu tout autrement à la même source, qui demandait un tel fichier dans les mêmes paramètres. Une réponse exactement aussi longue que la page d'accueil ne compte pas.",
    "Des pages qui répondent 200 à n'importe quoi, et chaque fois différemment",
  ),
  web_probing: told(
    "Le serveur a refusé plus de dix adresses différentes en 10 s : quelqu'un essaie une liste de noms.",
    'Un programme qui cherche des liens morts sur votre site',
    'Un programme qui demande encore une ancienne interface',
    "npm ou gem, qui demande à un registre des paquets qu'il n'a pas",
  ),
  web_query_injection: told(
    'Une requête qui élargit une interrogation de MongoDB (des opérateurs comme $ne, du code pour $where), un filtre LDAP ou une expression XPath.',
    "Des programmes qui mettent le langage de leur base de données dans l'adresse (Feathers, Parse, annuaires LDAP avec une façade web)",
  ),
  web_response_splitting: told(
    'Une requête avec une valeur qui contient un saut de ligne et continue par un en-tête ou une réponse à elle.',
    "Des formulaires qui envoient plusieurs lignes de texte dans l'adresse",
  ),
  web_scanner: told(
    "Deux requêtes en une minute dont le user agent est celui d'un scanner de vulnérabilités.",
    'Des analyses que vous avez commandées',
  ),
  web_sensitive_file: told(
    "Une requête pour l'historique du code source, des fichiers cachés, des configurations, des clés, des sauvegardes, des copies de bases de données, des journaux ou des pages d'état.",
    "Votre propre surveillance des pages d'état, depuis une autre machine",
    PUBLISHED,
  ),
  web_sensitive_file_answered: told(
    "Une requête pour l'historique du code source, un fichier caché, une configuration, des clés, une sauvegarde, une copie de base de données, un journal ou une page d'état, à laquelle le serveur a répondu 200 avec un contenu. Une réponse exactement aussi longue que la page d'accueil ne compte pas.",
    ANSWERS_ALL,
    PUBLISHED,
  ),
  web_sql_injection: told(
    "Une requête avec du SQL à la place d'une valeur : un guillemet qui termine la valeur et continue par une condition, UNION SELECT, des instructions enchaînées, des temporisations, les tables du catalogue. La valeur est découpée en mots de SQL comme elle se lirait nue, entre apostrophes et entre guillemets ; des mots seuls ne suffisent pas, car on cherche aussi « student union ».",
    "Des outils web de bases de données qui envoient des requêtes entières dans l'adresse (phpMyAdmin, Adminer)",
    'Des articles et des cours sur l’injection SQL dont le champ de recherche reçoit un exemple',
  ),
  web_template_injection: told(
    "Une requête avec une expression pour un moteur de gabarits : de l'arithmétique entre accolades, l'intérieur du moteur, des appels et des filtres. Les gabarits que quelqu'un a oublié de remplir ne comptent pas.",
    'Des applications d’une page qui envoient leurs propres gabarits au serveur',
  ),
};
