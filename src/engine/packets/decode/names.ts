/** Names of the link types that captures are met with (tcpdump.org/linktypes.html). */
const LINK_NAMES: Readonly<Record<number, string>> = {
  0: 'NULL',
  1: 'EN10MB',
  6: 'IEEE802.5',
  7: 'ARCNET',
  8: 'SLIP',
  9: 'PPP',
  10: 'FDDI',
  11: 'ATM_RFC1483',
  12: 'RAW',
  14: 'RAW',
  50: 'PPP_SERIAL',
  51: 'PPP_ETHER',
  100: 'ATM_RFC1483',
  101: 'RAW',
  104: 'C_HDLC',
  105: 'IEEE802_11',
  107: 'FRELAY',
  108: 'LOOP',
  109: 'ENC',
  113: 'LINUX_SLL',
  117: 'PFLOG',
  119: 'PRISM_HEADER',
  127: 'IEEE802_11_RADIO',
  129: 'ARCNET_LINUX',
  138: 'APPLE_IP_OVER_IEEE1394',
  140: 'MTP2',
  141: 'MTP3',
  143: 'DOCSIS',
  147: 'USER0',
  163: 'IEEE802_11_AVS',
  165: 'BACNET_MS_TP',
  166: 'PPP_PPPD',
  187: 'BLUETOOTH_HCI_H4',
  189: 'USB_LINUX',
  192: 'PPI',
  195: 'IEEE802_15_4',
  201: 'BLUETOOTH_HCI_H4_WITH_PHDR',
  220: 'USB_LINUX_MMAPPED',
  226: 'IPNET',
  227: 'CAN_SOCKETCAN',
  228: 'IPV4',
  229: 'IPV6',
  230: 'IEEE802_15_4_NOFCS',
  231: 'DBUS',
  239: 'NFLOG',
  249: 'USBPCAP',
  253: 'NETLINK',
  258: 'PKTAP',
  276: 'LINUX_SLL2',
  281: 'DSA_TAG_BRCM',
  282: 'DSA_TAG_BRCM_PREPEND',
};

const ETHERTYPE_NAMES: Readonly<Record<number, string>> = {
  2054: 'ARP',
  32821: 'RARP',
  33011: 'AppleTalk ARP',
  34887: 'MPLS',
  34915: 'PPPoE discovery',
  34958: '802.1X',
  34978: 'AoE',
  35020: 'LLDP',
  35045: 'MACsec',
  35063: 'PTP',
  36864: 'loopback test',
  24579: 'DECnet',
  33024: 'VLAN',
};

const IP_PROTOCOL_NAMES: Readonly<Record<number, string>> = {
  0: 'hopopt',
  1: 'icmp',
  2: 'igmp',
  4: 'ipv4',
  6: 'tcp',
  8: 'egp',
  17: 'udp',
  33: 'dccp',
  41: 'ipv6',
  46: 'rsvp',
  47: 'gre',
  50: 'esp',
  51: 'ah',
  58: 'icmpv6',
  59: 'nothing',
  88: 'eigrp',
  89: 'ospf',
  94: 'ipip',
  103: 'pim',
  108: 'ipcomp',
  112: 'vrrp',
  115: 'l2tp',
  124: 'isis',
  132: 'sctp',
  136: 'udplite',
};

export function linkName(link: number): string {
  return LINK_NAMES[link] ?? `link type ${link}`;
}

export function ethertypeName(type: number): string {
  const hex = `0x${type.toString(16).padStart(4, '0')}`;
  const name = ETHERTYPE_NAMES[type];
  return name === undefined ? `ethertype ${hex}` : `${name} (${hex})`;
}

export function ipProtocolName(protocol: number): string {
  return IP_PROTOCOL_NAMES[protocol] ?? `ip-${protocol}`;
}
