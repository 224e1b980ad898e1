# countersign in a container: built with all packages, run with the few it needs, as a user without rights.
# The root file system may be read-only: authority and evidence lie in the volume /var/lib/countersign.
# The proxy listens on every address of the container, so publish its port on loopback only: -p 127.0.0.1:8080:8080

FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY tools ./tools
COPY src ./src
RUN npm run build

FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force

FROM node:24-slim
WORKDIR /app
# The authority's key stays in /var/lib/countersign; only its certificate goes to /trust, which clients mount.
RUN install -d -o node -g node -m 0700 /var/lib/countersign && install -d -o node -g node -m 0755 /trust
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY package.json LICENSE CHANGELOG.md ./
ENV NODE_ENV=production HOME=/var/lib/countersign COUNTERSIGN_CERTS=/var/lib/countersign/certs
VOLUME /var/lib/countersign
USER node
EXPOSE 8080
ENTRYPOINT ["node", "/app/dist/main.js"]
CMD ["start", "--host", "0.0.0.0", "--allow-remote"]
