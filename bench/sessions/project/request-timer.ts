import type { HardhatPlugin } from "hardhat/types/plugins";
import { MethodTimes } from "../method-times.ts";

/** Times of all requests of this process, for the reporter, which mocha loads by itself. */
const times = new MethodTimes();
Object.assign(globalThis, { requestTimes: times });

/** Named last in the config, it sees every request first. */
export const requestTimer: HardhatPlugin = {
  id: "request-timer",
  hookHandlers: {
    network: async () => ({
      default: async () => ({
        async onRequest(context, connection, request, next) {
          const start = performance.now();
          try {
            return await next(context, connection, request);
          } finally {
            times.add(request.method, performance.now() - start);
          }
        },
      }),
    }),
  },
};
