import { FRENCH_MACHINE_RULES } from './fr-rules-machine.ts';
import { FRENCH_SERVICE_RULES } from './fr-rules-services.ts';
import type { RuleWords } from './words.ts';

const BAN = 'Bannir la source.';
const BROKEN_INTO =
  "Bannir la source, terminer la session (who, puis pkill -KILL -t TTY), verrouiller le compte (passwd -l UTILISATEUR), changer son mot de passe et ses clés, et chercher ce qui en a été fait (last, l'historique du shell, sudo dans auth.log).";
const STEADY =
  'Regarder les comptes essayés : beaucoup de noms désignent une attaque, un seul nom peut être une personne. Bannir la source si cela continue.';
const SLOW = 'Bannir la source pour des heures plutôt que des minutes : elle est patiente.';
const FAST =
  'Bannir la source. Vérifier si elle est entrée (une connexion acceptée depuis la même adresse). Désactiver les mots de passe partout où des clés suffisent';

const ENUMERATION =
  "Bannir la source. Vérifier si l'un des noms existe ici et a un bon mot de passe. Empêcher les inconnus d'essayer : des clés plutôt que des mots de passe, une liste d'utilisateurs permis, les seuls réseaux connus.";
const SPRAYING =
  "Bannir la source. Vérifier si l'un des comptes est entré depuis elle, alors ou plus tard, et changer les mots de passe qui peuvent être faibles. Un second facteur, ou des clés seulement, met fin à ce genre d'attaque.";
const NETWORK =
  "Bannir le réseau plutôt qu'une adresse après l'autre (le menu de ban propose le /24 ou le /64). Vérifier si l'un des comptes est entré depuis lui.";
const MANY_SOURCES =
  "Ne bannir personne pour cela seul. S'assurer que le compte ne peut être deviné : des clés ou un second facteur plutôt que des mots de passe, pas de connexion de root, ou un nom qui n'est pas public.";
const NEW_SOURCE =
  "Demander au titulaire du compte, par téléphone et non par courriel, si c'était lui. Sinon : terminer la session (who, puis pkill -KILL -t TTY), verrouiller le compte (passwd -l UTILISATEUR), changer son mot de passe et ses clés, bannir l'adresse, et chercher ce qui en a été fait.";
const LOW_SLOW =
  "Regarder les comptes et les pauses. Si le compte n'existe pas, ou s'il y en a plusieurs, c'est une attaque : bannir la source pour des jours. Si c'est un seul compte à vous, à intervalles réguliers, trouver l'appareil et lui donner le nouveau mot de passe.";

/** The shipped rules that alert, by name. A rule of somebody's own keeps its own words. */
export const FRENCH_RULES: Readonly<Record<string, RuleWords>> = {
  ...FRENCH_MACHINE_RULES,
  ...FRENCH_SERVICE_RULES,
  login_failures_total: {
    title: 'Nombreux échecs de connexion, toutes sources confondues',
    recommendation:
      "Voir quelles sources échouent (écran Logins). Si c'est une seule, voir sa propre alerte. Si beaucoup essaient les mêmes comptes, c'est une attaque distribuée : bannir les plages, ou n'ouvrir le service qu'aux réseaux connus.",
  },
  login_bruteforce: { title: 'Force brute sur les connexions, régulière', recommendation: STEADY },
  login_bruteforce_fast: { title: 'Force brute sur les connexions', recommendation: `${FAST}.` },
  login_bruteforce_slow: { title: 'Force brute sur les connexions, lente', recommendation: SLOW },
  login_success_after_bruteforce: {
    title: 'Connexion réussie après une force brute',
    recommendation: BROKEN_INTO,
  },
  sshd_user_enumeration: { title: "Énumération d'utilisateurs SSH", recommendation: ENUMERATION },
  sshd_account_probing: {
    title: 'Recherche de comptes SSH',
    recommendation:
      'Bannir la source. Si des inconnus n’ont rien à faire sur ce service, ne l’ouvrir qu’à des réseaux connus.',
  },
  sshd_password_spraying: { title: 'Pulvérisation de mots de passe SSH', recommendation: SPRAYING },
  sshd_password_spraying_network: {
    title: 'Pulvérisation de mots de passe SSH depuis un réseau',
    recommendation: NETWORK,
  },
  sshd_account_many_sources: {
    title: 'Un compte refusé à de nombreuses sources, SSH',
    recommendation: MANY_SOURCES,
  },
  sshd_success_from_new_source: {
    title: 'Connexion SSH depuis une nouvelle adresse après une force brute sur le compte',
    recommendation: NEW_SOURCE,
  },
  sshd_bruteforce_low_slow: { title: 'Force brute sur SSH, lente et discrète', recommendation: LOW_SLOW },
  dovecot_auth_bruteforce: {
    title: "Force brute sur les connexions, signalée par l'auth de dovecot",
    recommendation:
      'Regarder quels comptes ont été essayés : beaucoup de noms, c’est une attaque ; un seul peut être un programme de courrier avec un ancien mot de passe. Bannir la source si cela continue.',
  },
  login_user_enumeration: { title: "Énumération d'utilisateurs", recommendation: ENUMERATION },
  login_password_spraying: { title: 'Pulvérisation de mots de passe', recommendation: SPRAYING },
  login_password_spraying_network: {
    title: 'Pulvérisation de mots de passe depuis un réseau',
    recommendation: NETWORK,
  },
  login_account_many_sources: {
    title: 'Un compte refusé à de nombreuses sources',
    recommendation: MANY_SOURCES,
  },
  login_success_from_new_source: {
    title: 'Connexion depuis une nouvelle adresse après une force brute sur le compte',
    recommendation: NEW_SOURCE,
  },
  login_bruteforce_low_slow: {
    title: 'Force brute sur les connexions, lente et discrète',
    recommendation: LOW_SLOW,
  },
  sshd_bruteforce: { title: 'Force brute SSH, régulière', recommendation: STEADY },
  sshd_bruteforce_fast: {
    title: 'Force brute SSH',
    recommendation: `${FAST} (PasswordAuthentication no dans sshd_config).`,
  },
  sshd_bruteforce_slow: { title: 'Force brute SSH, lente', recommendation: SLOW },
  sshd_success_after_bruteforce: {
    title: 'Connexion réussie après une force brute SSH',
    recommendation: BROKEN_INTO,
  },
  capture_arp_spoofing: {
    title: 'Usurpation ARP',
    recommendation:
      "Les preuves donnent les deux adresses matérielles. Trouver dans le commutateur le port de celle qui n'est pas la bonne, activer l'inspection ARP dynamique, et considérer comme lu tout ce qui a circulé en clair.",
  },
  capture_arp_sweep: {
    title: 'Balayage ARP',
    recommendation:
      "Trouver dans le commutateur le port de cette carte et demander à qui est la machine. Si elle est à vous et que personne n'y a lancé d'inventaire, voir ce qu'elle a fait d'autre.",
  },
  capture_lan_walk: {
    title: 'Parcours du réseau local',
    recommendation:
      "Si c'est la machine qui surveille votre réseau, il n'y a rien à faire. Sinon, demander qui a lancé cela sur elle.",
  },
  capture_card_flood: {
    title: "Inondation d'adresses matérielles",
    recommendation:
      "Limiter le nombre d'adresses matérielles par port du commutateur (port security), et trouver le port qui les avait.",
  },
  capture_icmp_answer_flood: {
    title: 'Inondation de réponses ICMP',
    recommendation:
      'Ne pas bannir les expéditeurs : la plupart sont trompés, ou inventés. Limiter ICMP devant la cible (nft … icmp type { echo-reply, destination-unreachable } limit rate 50/second), ou demander au fournisseur de filtrer.',
  },
  capture_fragment_flood: {
    title: 'Inondation de fragments',
    recommendation:
      'Si rien chez vous n’envoie de paquets en plusieurs parties, les rejeter devant la cible (nft, dans une chaîne avant conntrack : ip frag-off & 0x3fff != 0 drop). Si la ligne est pleine, demander au fournisseur de filtrer.',
  },
  capture_protocol_flood: {
    title: 'Inondation d’un protocole rare',
    recommendation:
      'Ne laisser passer que les protocoles utilisés (nft … meta l4proto != { tcp, udp, icmp, ipv6-icmp } drop). Contre une inondation sur votre propre réseau, trouver le port de l’expéditeur dans le commutateur ; si la ligne est pleine, demander au fournisseur de filtrer.',
  },
  capture_amplification: {
    title: "Serveur détourné pour l'amplification",
    recommendation:
      "Ne pas bannir l'adresse qui demande : c'est la victime. Fermer le service à Internet si seul votre réseau en a besoin, limiter les réponses identiques (DNS : response rate limiting), et couper ce qui répond autant (NTP : noquery ; memcached : pas d'UDP).",
  },
  capture_ndp_spoofing: {
    title: 'Usurpation de voisin IPv6',
    recommendation:
      "Les preuves donnent les deux adresses matérielles. Trouver dans le commutateur le port de celle qui n'est pas la bonne, et activer l'inspection de la découverte de voisins (ND inspection, RA guard).",
  },
  capture_router_flood: {
    title: 'Inondation de routeurs IPv6',
    recommendation:
      "Activer RA guard dans le commutateur : seul le port du routeur peut en annoncer un. Trouver le port d'où ils viennent ; les adresses matérielles sont inventées aussi.",
  },
  capture_dhcp_starvation: {
    title: 'Épuisement du DHCP',
    recommendation:
      "Les preuves donnent la carte qui les a envoyées, s'il n'y en a qu'une. Trouver son port dans le commutateur, limiter les cartes d'un port (port security) et les demandes (DHCP snooping).",
  },
  capture_rogue_dhcp: {
    title: 'Second serveur DHCP',
    recommendation:
      "Les preuves donnent les deux serveurs et ce qu'ils proposent. Trouver dans le commutateur le port de celui qui n'est pas à vous, et activer le DHCP snooping.",
  },
  capture_name_poisoning: {
    title: 'Noms empoisonnés',
    recommendation:
      "Trouver quelle machine c'est. Changer les mots de passe des comptes qui s'y sont connectés depuis (ses connexions aux ports 445 et 80). Désactiver LLMNR et NetBIOS sur TCP/IP par stratégie de groupe.",
  },
  capture_clear_text_password: {
    title: 'Mots de passe en clair',
    recommendation:
      'Activer le chiffrement (SFTP, SSH, HTTPS, IMAPS, LDAPS, TLS), arrêter le service en clair, changer les mots de passe qui ont circulé.',
  },
  capture_login_connections: {
    title: 'Nombreuses connexions à un service de connexion',
    recommendation:
      "Vérifier dans le journal de cette machine si ces connexions ont échoué, et qui est entré depuis cette adresse. Si ce n'est aucun de vos programmes, la bannir : ces connexions ont été établies, l'adresse est donc réelle.",
  },
  capture_dns_nxdomain_storm: {
    title: "Rafale de noms DNS qui n'existent pas",
    recommendation:
      "Regarder les noms dans les preuves : des lettres au hasard trahissent un logiciel malveillant sur le client, une liste de mots quelqu'un qui cherche.",
  },
  capture_dns_tunnel: {
    title: 'Données dans des noms DNS',
    recommendation:
      'Voir dans les preuves à quel domaine appartiennent les noms, et trouver le programme du client qui les demande.',
  },
  capture_icmp_flood: {
    title: 'Inondation de pings',
    recommendation:
      'Limiter les requêtes echo devant la cible (nft … icmp type echo-request limit rate 10/second).',
  },
  capture_syn_flood: {
    title: 'Inondation SYN',
    recommendation:
      "Activer les SYN cookies sur la cible (sysctl net.ipv4.tcp_syncookies=1) et limiter les SYN par source devant elle. L'adresse d'un SYN s'invente facilement : avant de bannir la source, vérifier qu'elle est réelle (achève-t-elle quelque chose, à la même distance ?). Sinon, demander au fournisseur de filtrer.",
  },
  capture_syn_flood_distributed: {
    title: 'Inondation SYN de nombreuses sources',
    recommendation:
      'Activer les SYN cookies sur la cible (sysctl net.ipv4.tcp_syncookies=1). Bannir ne sert à rien contre des adresses inventées : demander au fournisseur de filtrer, ou limiter les SYN vers ce port.',
  },
  capture_tcp_flood: {
    title: 'Inondation TCP',
    recommendation:
      "Rejeter devant la cible ce qui n'appartient à aucune connexion (nft … ct state invalid drop). Bannir ne sert à rien contre des adresses inventées : demander au fournisseur de filtrer.",
  },
  capture_syn_ack_reflection: {
    title: 'Réflexion de SYN-ACK',
    recommendation:
      'Ne pas bannir les serveurs : ils sont trompés. Rejeter devant la cible les SYN-ACK sans connexion (nft … ct state invalid drop), ou demander au fournisseur de filtrer.',
  },
  capture_icmp_tunnel: {
    title: 'Données dans des pings',
    recommendation:
      'Regarder ce que portent les pings (les paquets de l’alerte) et trouver le programme de la source qui les envoie. Ne laisser sortir les pings que là où il le faut, et limiter leur taille.',
  },
  capture_slow_requests: {
    title: 'Requêtes maintenues ouvertes',
    recommendation:
      "Bannir la source : ces connexions ont été établies, l'adresse est donc réelle. Faire fermer au serveur les connexions dont la requête tarde (client_header_timeout et client_body_timeout dans nginx, mod_reqtimeout dans Apache).",
  },
  capture_udp_flood: {
    title: 'Inondation UDP',
    recommendation:
      'Regarder le port source : 53, 123 ou 1900 désigne des réponses réfléchies, que seul le fournisseur peut filtrer. Limiter UDP aux ports que la cible sert.',
  },
  capture_udp_stream: {
    title: "Inondation UDP d'une source",
    recommendation: 'Demander ce qui tourne sur ce port. Si rien, limiter UDP aux ports que la cible sert.',
  },
  capture_host_sweep: {
    title: 'Balayage de nombreux hôtes',
    recommendation:
      'Si la source est à vous, y chercher un logiciel malveillant. Sinon, voir lesquels de vos hôtes ont répondu sur ce port.',
  },
  capture_network_down: {
    title: 'Des machines qui ne répondent pas',
    recommendation:
      "Vérifier si la ligne de la source est coupée. Si d'autres y obtiennent des réponses, voir ce qui tourne sur la source.",
  },
  capture_port_scan: {
    title: 'Balayage de ports',
    recommendation:
      "Voir quels ports ont répondu (SYN par source dans le rapport) et s'ils doivent être ouverts. Des paquets isolés ne prouvent aucune adresse, et les scanners envoient des leurres : ne bannir la source que si elle fait aussi autre chose qui la prouve réelle.",
  },
  capture_port_scan_slow: {
    title: 'Balayage de ports, lent',
    recommendation:
      "Demander si la source est à vous (supervision, inventaire). Sinon, voir ce qu'elle a trouvé ouvert et ce qu'elle a fait d'autre.",
  },
  web_crawling: {
    title: 'Aspiration du site',
    recommendation:
      "Voir qui c'est et comment il se nomme : les moteurs de recherche donnent leur nom, et leurs adresses le prouvent. Si c'est un inconnu qui coûte trop cher, limiter les requêtes par adresse sur le serveur web.",
  },
  web_flood_source: {
    title: "Inondation HTTP d'une source",
    recommendation: `${BAN} Sauf si c'est un de vos mandataires ou un essai de charge. Limiter les requêtes par adresse sur le serveur web.`,
  },
  web_admin_probing: {
    title: "Recherche d'administrations et de failles connues",
    recommendation: `${BAN} N'ouvrir les pages d'administration qu'à vos propres réseaux.`,
  },
  web_code_injection: {
    title: 'Code ou objet sérialisé dans une requête',
    recommendation: `${BAN} Voir ce que le serveur a répondu et lancé depuis. Mettre à jour le programme nommé dans le chemin ; ne jamais désérialiser ce qu'un client envoie.`,
  },
  web_command_injection: {
    title: 'Injection de commande',
    recommendation: `${BAN} Chercher les processus lancés par le serveur web et les nouveaux fichiers depuis la première requête. Ne jamais passer un paramètre à un shell.`,
  },
  web_xss: {
    title: 'Script intersite (XSS)',
    recommendation:
      "Échapper le paramètre nommé dans les preuves là où la page l'affiche, et poser une Content-Security-Policy. Bannir la source si cela continue.",
  },
  web_xss_elsewhere: {
    title: 'Script intersite qui atteint un autre site',
    recommendation:
      "Ouvrir l'adresse sur une machine sans session et voir si le script est dans la page. Si oui, mettre fin à toutes les sessions depuis la première requête, et chercher dans le journal qui d'autre a suivi un tel lien.",
  },
  ids_alert: {
    title: "Alerte d'une détection d'intrusion",
    recommendation:
      "Lire la signature dans les preuves et vérifier si la connexion a reçu une réponse. Si la source est une machine à vous, c'est elle qu'il faut examiner : elle répond peut-être à un attaquant.",
  },
  web_jndi_lookup: {
    title: 'Recherche JNDI pour Log4j',
    recommendation: `${BAN} Chercher des connexions du serveur vers l'adresse demandée. Mettre Log4j à jour (2.17.1 ou plus) partout où Java écrit des journaux.`,
  },
  web_known_hole: {
    title: "Faille connue d'un équipement ou d'un programme",
    recommendation:
      "Rien à faire tant que le serveur refuse. S'il répond 200, regarder aussitôt le fichier ou le programme derrière l'adresse.",
  },
  web_shell_answered: {
    title: 'Un shell laissé par des intrus a répondu',
    recommendation:
      "Regarder le fichier aussitôt. Si c'est un shell, retirer le serveur du réseau et trouver comment il est arrivé avant de le remettre.",
  },
  web_login_bruteforce: {
    title: 'Mots de passe devinés sur une page web',
    recommendation: `${BAN} Voir si un de ses POST suivants a reçu une autre réponse : un mot de passe a alors été trouvé.`,
  },
  web_form_bruteforce: {
    title: 'Mots de passe devinés sur un formulaire de connexion',
    recommendation: `${BAN} Voir si l'un de ses POST a reçu une autre réponse que tous les autres (302 au lieu de 200, une autre taille) : un mot de passe a alors été trouvé. Limiter les connexions dans le programme et demander un second facteur.`,
  },
  web_form_logins: {
    title: 'Nombreuses connexions par formulaire',
    recommendation:
      "Voir si ses autres requêtes sont celles de gens connectés. Si elle n'envoie que des connexions, bannir la source.",
  },
  web_wordpress_bruteforce: {
    title: 'Mots de passe WordPress devinés',
    recommendation: `${BAN} Voir si l'un de ses POST suivants a reçu 302 : un mot de passe a alors été trouvé. Limiter les connexions à WordPress et demander un second facteur.`,
  },
  web_xmlrpc_bruteforce: {
    title: 'Nombreux appels de xmlrpc.php',
    recommendation:
      "Bannir la source si elle n'est connue de personne. Désactiver xmlrpc.php là où ni Jetpack ni l'application ne s'en servent.",
  },
  web_path_traversal: {
    title: 'Traversée de répertoires',
    recommendation: `${BAN} Voir si le serveur a répondu 200 avec un contenu : un fichier a alors été lu. Résoudre les chemins avant usage et refuser ce qui sort du dossier prévu.`,
  },
  web_path_traversal_answered: {
    title: 'Un fichier du système a été demandé, et le serveur a répondu',
    recommendation:
      "Bannir la source et regarder ce qui a été envoyé : rejouer la requête sur une copie du site et comparer les tailles. Si le fichier a été lu, changer tous les secrets qu'il contient.",
  },
  web_system_file_handed_out: {
    title: 'Fichier du système livré',
    recommendation:
      "Bannir la source et regarder ce qui a été envoyé : rejouer la requête sur une copie du site et comparer les tailles. Si le fichier a été lu, changer tous les secrets qu'il contient. Résoudre les chemins avant usage.",
  },
  web_probing: {
    title: 'Recherche de fichiers',
    recommendation:
      "Voir ce qui a reçu 200 entre-temps : c'est ce qui a été trouvé. Bannir la source si vous ne la connaissez pas.",
  },
  web_query_injection: {
    title: 'Injection dans une requête autre que SQL',
    recommendation:
      "Bannir la source, sauf si c'est un de vos programmes. N'accepter que du texte là où du texte est attendu, et échapper ce qui entre dans un filtre.",
  },
  web_response_splitting: {
    title: 'Réponse HTTP scindée',
    recommendation:
      'Refuser les sauts de ligne dans ce qui entre dans un en-tête (redirections, cookies). Bannir la source si cela continue.',
  },
  web_scanner: {
    title: 'Scanner de vulnérabilités',
    recommendation: `${BAN.slice(0, -1)}, sauf si l'analyse a été commandée. Parcourir ses requêtes qui ont reçu 200.`,
  },
  web_sensitive_file: {
    title: 'Fichier non destiné aux visiteurs demandé',
    recommendation:
      'Rien à faire tant que le serveur refuse. Garder ces fichiers hors du dossier servi, et refuser les noms qui commencent par un point.',
  },
  web_sensitive_file_answered: {
    title: 'Fichier non destiné aux visiteurs livré',
    recommendation:
      "Demander l'adresse soi-même. Si c'est le vrai fichier, le retirer du dossier servi et changer tous les secrets qu'il contient.",
  },
  web_sql_injection: {
    title: 'Injection SQL',
    recommendation: `${BAN} Voir la réponse du serveur : un 200 de taille inhabituelle peut signifier que cela a marché. Trouver le paramètre nommé dans les preuves et faire de sa requête une requête préparée.`,
  },
  web_template_injection: {
    title: 'Injection de modèle',
    recommendation: `${BAN} Ne jamais construire un modèle à partir de ce qu'un client envoie ; voir si la réponse contenait le résultat de l'expression.`,
  },
};
