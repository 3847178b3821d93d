import type { LossWords } from '../model/sources/loss-words.ts';

/** `LOSSES` in French. */
export const FRENCH_LOSSES: LossWords = {
  late: [
    'événement loin derrière les autres de sa source, jugé seul',
    'événements loin derrière les autres de leur source, jugés seuls',
  ],
  future: [
    "événement d'une heure encore à venir, jugé seul",
    "événements d'une heure encore à venir, jugés seuls",
  ],
  'lost-alerts': [
    "alerte abandonnée avant d'être enregistrée en entier",
    "alertes abandonnées avant d'être enregistrées en entier",
  ],
  'evicted-alerts': [
    'alerte close plus tôt faute de place : la suite en ouvre une autre',
    "alertes closes plus tôt faute de place : la suite en ouvre d'autres",
  ],
  'evicted-groups': [
    "compte d'une règle abandonné faute de place",
    'comptes de règles abandonnés faute de place',
  ],
  'evicted-logins': [
    "connexion au-delà du nombre de sources que l'on liste",
    "connexions au-delà du nombre de sources que l'on liste",
  ],
  'evicted-web': [
    "requête au-delà du nombre de clients que l'on liste",
    "requêtes au-delà du nombre de clients que l'on liste",
  ],
  'evicted-sessions': [
    "session oubliée avant qu'une ligne dise comment elle a fini",
    "sessions oubliées avant qu'une ligne dise comment elles ont fini",
  ],
  'evicted-ports': [
    "connexion au-delà du nombre de ports que l'on compte",
    "connexions au-delà du nombre de ports que l'on compte",
  ],
  'evicted-volume': [
    "événement au-delà de ce dont on garde l'allure",
    "événements au-delà de ce dont on garde l'allure",
  ],
  'truncated-lines': [
    'ligne trop longue, dont le début a été lu',
    'lignes trop longues, dont le début a été lu',
  ],
  'dropped-bytes': ['octet coupé de ce qui était trop long', 'octets coupés de ce qui était trop long'],
  'nul-bytes': ['octet nul (NUL), laissé de côté', 'octets nuls (NUL), laissés de côté'],
  'rests-not-found': [
    "fin d'un journal qui avait disparu avant d'être lue",
    "fins de journaux qui avaient disparu avant d'être lues",
  ],
  'damaged-files': [
    "fichier archivé qui n'a pu être lu jusqu'au bout",
    "fichiers archivés qui n'ont pu être lus jusqu'au bout",
  ],
  'shed-lines': [
    "ligne abandonnée : il en venait plus que l'on n'en jugeait",
    "lignes abandonnées : il en venait plus que l'on n'en jugeait",
  ],
  'kernel-drops': [
    'message abandonné par le système : son tampon était plein',
    'messages abandonnés par le système : son tampon était plein',
  ],
  'refused-connections': ['connexion refusée : trop à la fois', 'connexions refusées : trop à la fois'],
  'refused-sources': ['expéditeur refusé : trop à la fois', 'expéditeurs refusés : trop à la fois'],
  'unknown-format': ['de format inconnu', 'de format inconnu'],
  'no-time': ['de sshd lui-même, sans heure', 'de sshd lui-même, sans heure'],
  'bad-timestamp': ["à l'heure illisible", "à l'heure illisible"],
  'bad-line': ['mal formée', 'mal formées'],
  binary: ['binaire', 'binaires'],
  'too-long': ['trop longue', 'trop longues'],
};
