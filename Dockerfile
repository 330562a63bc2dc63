FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-fund --no-audit
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/clean.mjs scripts/bundle.mjs scripts/bundle-map.mjs scripts/
COPY src src
COPY assets assets
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-fund --no-audit

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 ALEPH_UPSTREAM=live
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json schema.graphql ./
COPY assets assets
COPY examples/operations examples/operations
# The image's user "node", by number: Kubernetes cannot tell that a name is not root.
USER 1000:1000
EXPOSE 4000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 4000) + '/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Not npm start, which keeps signals from the server.
CMD ["node", "--max-semi-space-size=16", "dist/main.js"]
