# syntax=docker/dockerfile:1.7

# The image of Tenantry: one binary on a distroless base, run as a user
# without rights on a read-only file system.
#
#   docker build -t tenantry .
#
# For a build that can be repeated to the byte, give the bases by digest:
#   docker build --build-arg RUNTIME_IMAGE=gcr.io/distroless/cc-debian12:nonroot@sha256:… .

ARG NODE_IMAGE=node:22.12.0-bookworm-slim
ARG RUST_IMAGE=rust:1.95.0-bookworm
ARG RUNTIME_IMAGE=gcr.io/distroless/cc-debian12:nonroot

# The page's scripts, from npm.
FROM ${NODE_IMAGE} AS assets
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
COPY scripts/lib.sh scripts/assets.sh scripts/
ENV npm_config_cache=/var/cache/npm
RUN --mount=type=cache,target=/var/cache/npm scripts/assets.sh && test -s static/vendor/chart.umd.js

FROM ${RUST_IMAGE} AS build
WORKDIR /src
ENV CARGO_TERM_COLOR=never
# The dependencies alone, so that this long layer is kept until they change: every file
# that Cargo.toml names is empty here, and so is the build script.
COPY Cargo.toml Cargo.lock ./
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    mkdir -p src \
    && echo 'fn main() {}' | tee src/main.rs >build.rs && touch src/lib.rs \
    && sed -n 's/^path = "\(.*\.rs\)"$/\1/p' Cargo.toml | while read -r file; do \
        mkdir -p "$(dirname "$file")" && echo 'fn main() {}' >"$file"; done \
    && cargo build --release --locked --bin tenantry
COPY build.rs ./
COPY src src
COPY migrations migrations
COPY templates templates
COPY locales locales
COPY static static
COPY --from=assets /src/static/vendor static/vendor
# Newer than the empty files, so that cargo builds them.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    touch build.rs src/main.rs src/lib.rs && cargo build --release --locked --bin tenantry

FROM ${RUNTIME_IMAGE}
COPY --from=build /src/target/release/tenantry /usr/local/bin/tenantry
# PORT and not APP_BIND: a platform that chooses the port sets PORT itself.
ENV APP_ENV=production PORT=8080
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["/usr/local/bin/tenantry", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/tenantry"]
CMD ["serve"]
# Last, because they change with every build.
ARG VERSION=0.0.0-local
ARG REVISION=unknown
ARG SOURCE=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="Tenantry" \
    org.opencontainers.image.description="A multi-tenant SaaS monolith" \
    org.opencontainers.image.licenses="MIT" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}" \
    org.opencontainers.image.source="${SOURCE}" \
    org.opencontainers.image.created="${CREATED}"
