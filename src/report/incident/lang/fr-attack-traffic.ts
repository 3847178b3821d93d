import type { AttackWords } from './fr-attack.ts';

const HOST_SWEEP: AttackWords = {
  attack:
    "On cherche un seul service sur chaque adresse d'un réseau : un ver qui se répand, ou un attaquant qui connaît une faille et veut savoir où elle est.",
  honest: "La surveillance et l'inventaire le font exprès, depuis une adresse que vous connaissez.",
};
const SAME_SLOWER = 'La même chose, trop lente pour les limites habituelles.';
const DROPPED =
  "Un client à vous connaît le port qu'il veut. Des réponses qui arrivent trop tard sont jetées aussi, mais elles n'ouvrent pas de connexion, et cette règle ne les compte pas.";
const UNANSWERED =
  "Un client à vous connaît le port qu'il veut, et le service derrière répond. Les ports de traceroute et les réponses tardives ne comptent pas.";

/** Of packets, firewalls and sensors. */
export const TRAFFIC_ATTACKS: Readonly<Record<string, AttackWords>> = {
  capture_host_sweep: HOST_SWEEP,
  firewall_host_sweep: HOST_SWEEP,
  firewall_port_scan: {
    attack:
      "Avant une attaque, l'attaquant cherche des services qui répondent ; le pare-feu note ce qu'il rejette.",
    honest: DROPPED,
  },
  firewall_port_scan_slow: { attack: SAME_SLOWER, honest: DROPPED },
  zeek_port_scan: {
    attack:
      "Avant une attaque, l'attaquant cherche des services qui répondent ; la plupart ne répondent pas, et Zeek note chaque essai dans conn.log.",
    honest: UNANSWERED,
  },
  zeek_port_scan_slow: { attack: SAME_SLOWER, honest: UNANSWERED },
  ids_alert: {
    attack:
      "Le capteur a vu dans les paquets ce qu'aucun journal ne montre : la réponse d'un programme compromis, ou une faille essayée avant que rien ne soit noté.",
    honest:
      "Les signatures sont comparées à des paquets et à des flux : une page sur une attaque, une mise à jour d'antivirus, une sauvegarde peuvent contenir les mêmes octets. Le texte de la signature, dans les preuves, dit ce qu'elle cherche.",
  },
  capture_arp_spoofing: {
    attack:
      "Une machine du réseau local prétend avoir l'adresse d'une autre, d'ordinaire celle du routeur. Le trafic passe alors par elle, pour être lu ou changé.",
    honest:
      "Une carte réseau remplacée ou une grappe qui déplace une adresse la change une fois. L'usurpation le répète encore et encore, contre le vrai propriétaire.",
  },
  capture_arp_sweep: {
    attack: "Qui est entré dans un réseau regarde d'abord qui d'autre s'y trouve.",
    honest:
      "Un programme demande les quelques machines à qui il parle. Les inventaires, et les applications qui montrent ce qu'il y a à la maison, les demandent toutes.",
  },
  capture_lan_walk: {
    attack:
      "Sans le droit d'envoyer de l'ARP lui-même, un attaquant envoie un ping à toutes les adresses, ou essaie un port de chacune.",
    honest: 'Supervision et inventaire le font toutes les quelques minutes, toujours depuis la même machine.',
  },
  capture_name_poisoning: {
    attack:
      "Windows demande à tout le monde les noms que le DNS ne connaît pas. L'attaquant répond à chaque fois, et demande à qui se connecte de s'authentifier.",
    honest: 'Une machine répond à son propre nom et à celui de son groupe.',
  },
  capture_ndp_spoofing: {
    attack: "Une machine du réseau local prétend avoir l'adresse d'une autre, d'ordinaire celle du routeur.",
    honest: 'Une carte réseau remplacée ou une grappe qui déplace une adresse la change une fois.',
  },
  capture_router_flood: {
    attack:
      "Une machine envoie des milliers d'annonces de routeur avec des adresses inventées (flood_router26).",
    honest:
      'Un réseau a une poignée de routeurs, même en comptant les lampes et les enceintes qui en font office, et chacun s’annonce toutes les quelques minutes.',
  },
  capture_dhcp_starvation: {
    attack:
      "Quand le serveur a donné toutes ses adresses, les clients en croient un second, qui nomme l'attaquant comme routeur.",
    honest:
      "Une carte demande pour elle-même. Quand le courant revient, tout un immeuble demande, mais chaque carte pour elle-même, et l'adresse qu'elle avait.",
  },
  capture_rogue_dhcp: {
    attack:
      'Un serveur DHCP du réseau local qui répond plus vite que le vôtre se fait routeur ou serveur de noms des autres machines.',
    honest: 'Des serveurs qui se partagent le travail donnent le même routeur et les mêmes serveurs de noms.',
  },
  capture_syn_flood: {
    attack:
      "Des connexions sont commencées et jamais achevées, jusqu'à ce que le serveur n'ait plus de place pour celles des autres. Les expéditeurs sont souvent inventés.",
    honest: 'Une heure de pointe apporte aussi beaucoup de connexions, mais elles sont achevées.',
  },
  capture_syn_flood_distributed: {
    attack: "La même chose, depuis tant d'adresses qu'aucune ne ressort ; la plupart sont inventées.",
    honest: 'Une affluence de visiteurs achève ses connexions.',
  },
  capture_syn_ack_reflection: {
    attack:
      "L'attaquant envoie des SYN avec l'adresse de la victime à des serveurs de tout l'internet ; chacun répond plusieurs fois.",
    honest: "Qui demande des connexions envoie d'abord SYN, et la capture les montre.",
  },
  capture_tcp_flood: {
    attack:
      "Chaque segment fait chercher à la cible, et aux pare-feu devant elle, une connexion qui n'existe pas. Les filtres qui n'arrêtent que les SYN les laissent passer.",
    honest:
      "Les segments appartiennent à des connexions que quelqu'un a commencées. Après un redémarrage, les clients d'un serveur en envoient quelques-uns chacun, et se reconnectent.",
  },
  capture_udp_flood: {
    attack:
      "Des paquets qui ne demandent rien remplissent la ligne ou occupent la machine ; ce sont souvent des réponses que l'on a fait envoyer à d'autres par ruse.",
    honest:
      'La vidéo, les appels et les jeux envoient aussi beaucoup de paquets, mais à un seul partenaire, qui répond.',
  },
  capture_udp_stream: {
    attack: "Une source envoie tant de paquets que la ligne ou la machine n'a plus de place pour les autres.",
    honest: "La vidéo ou une sauvegarde par UDP a cet aspect quand l'autre sens n'a pas été capturé.",
  },
  capture_amplification: {
    attack:
      "Une question de 60 octets au nom de la victime lui fait envoyer 3 000 octets par le serveur : l'attaquant multiplie sa propre bande passante.",
    honest: 'Un client demande des choses différentes, ou se souvient de la réponse.',
  },
  capture_card_flood: {
    attack:
      "Un commutateur qui ne sait plus où est une machine envoie ses paquets par tous ses ports : qui l'inonde peut tout lire.",
    honest: "Si nombreuses que soient les machines d'un réseau, chacune envoie plus d'un seul paquet.",
  },
  capture_icmp_answer_flood: {
    attack:
      "Des réponses que personne n'a demandées remplissent la ligne, et les pare-feu passent longtemps sur des erreurs de connexions qui n'existent pas.",
    honest: "Réponses et erreurs se rapportent à quelque chose que la machine a envoyé d'abord.",
  },
  capture_fragment_flood: {
    attack:
      'La cible garde chaque partie jusqu’à l’arrivée du reste, qui ne vient jamais, et n’a plus de place pour celles des paquets honnêtes.',
    honest:
      'Qui envoie un paquet en plusieurs parties envoie aussi la première : grands datagrammes de NFS, de DNS ou de vidéo.',
  },
  capture_protocol_flood: {
    attack:
      'Les filtres qui arrêtent SYN et UDP le laissent passer, et la ligne se remplit tout autant. Les sollicitations de routeur font répondre tous les routeurs.',
    honest: 'Les tunnels des VPN répondent ; le reste vient quelques fois par minute.',
  },
  capture_icmp_flood: {
    attack: 'Des pings aussi vite que possible, pour remplir la ligne.',
    honest: 'La surveillance envoie un ping de temps en temps, et attend la réponse.',
  },
  capture_icmp_tunnel: {
    attack:
      "Même un réseau qui ne laisse sortir que des pings laisse sortir des données et entrer des ordres : les deux bouts mettent dans les pings ce qu'ils ont à dire.",
    honest:
      'Qui reçoit un ping renvoie ce qui est venu, octet pour octet ou son début. Un appareil qui ne le fait pas envoie toujours la même chose.',
  },
  capture_port_scan: {
    attack:
      "Avant une attaque, l'attaquant cherche des services qui répondent. Parcourir tous les ports prend quelques secondes.",
    honest:
      "Un programme connaît le port qu'il veut. Qui essaie beaucoup de ports d'une machine en cherche un.",
  },
  capture_port_scan_slow: {
    attack: SAME_SLOWER,
    honest:
      'Le client d’un service qui a déménagé réessaie les mêmes quelques ports, pas chaque fois de nouveaux.',
  },
  capture_slow_requests: {
    attack:
      "Une requête est envoyée quelques lettres à la fois, et jamais jusqu'au bout. Un serveur qui garde un processus par connexion ne répond plus aux autres après quelques centaines.",
    honest:
      'Un programme envoie une requête aussi vite que sa ligne le permet. Une mauvaise réception en fait traîner une ou deux, pas vingt en une minute.',
  },
  capture_clear_text_password: {
    attack:
      "Qui voit le trafic (sur le même réseau, chez un fournisseur, sur un routeur) lit le mot de passe et s'en sert.",
    honest: "Ce n'est pas encore une attaque : le risque est la façon de se connecter.",
  },
  capture_dns_nxdomain_storm: {
    attack:
      "Un logiciel malveillant cherche son maître sous des noms qu'il recalcule chaque jour ; presque aucun n'existe.",
    honest: 'Un domaine de recherche faux ou un service mort redemande sans cesse les mêmes quelques noms.',
  },
  capture_dns_tunnel: {
    attack:
      "Des données sont cachées dans les noms demandés, pour quitter un réseau qui ne laisse rien sortir d'autre.",
    honest:
      'Les antivirus et les réseaux de diffusion utilisent aussi des noms longs : sous des domaines connus, et pas en un long flux.',
  },
  capture_login_connections: {
    attack:
      'Chaque essai ou deux prend une connexion, parce que le serveur la ferme après quelques mauvais mots de passe.',
    honest:
      'Les gens se connectent une fois et restent. Les programmes qui récupèrent ou copient par SSH viennent souvent aussi, mais vous connaissez leur adresse.',
  },
  capture_network_down: {
    attack:
      "Un logiciel malveillant qui se connecte comme les autres programmes a cet aspect tant qu'il cherche là où il n'y a pas de machine.",
    honest:
      'Les navigateurs, la surveillance et les clients derrière une ligne coupée attendent une réponse et redemandent ; un scanner passe à la machine suivante.',
  },
};
