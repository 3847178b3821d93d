import { NO_RESPONDERS, type ResponseSettings } from '../../src/core/settings.ts';

/** Bans are simulated, and none is made by itself. */
export const NO_RESPONSE: ResponseSettings = {
  ...NO_RESPONDERS,
  ...{ sudo: false, doas: false, timeout: 1000, dockerSocket: '/nowhere', longestBan: 1, trustedProxies: [] },
  ...{ neededHosts: [], privateToo: false },
  automatic: {
    ...{ mode: 'off', level: 'high', confidence: 2, count: 5, rules: [], maxPerMinute: 1, majority: 0.5 },
  },
};
