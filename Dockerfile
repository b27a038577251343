# The hub in one image: each service of it is a command (docs/operations.md).
ARG PYTHON=python:3.13-slim

FROM ${PYTHON} AS build
ARG UV_VERSION=0.13.9
ENV UV_PROJECT_ENVIRONMENT=/opt/cpi \
    UV_PYTHON_DOWNLOADS=never \
    UV_SYSTEM_CERTS=1 \
    UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_NO_CACHE=1
RUN python -m pip install --quiet --no-cache-dir --root-user-action=ignore uv==${UV_VERSION}
WORKDIR /src
# The locked wheels before the code, which changes more often. None is built: no compiler is needed.
# Without the groups: a cluster is given, so neither Java nor what tests need comes along.
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --quiet --no-default-groups --no-install-project --no-build
COPY . .
RUN uv sync --locked --quiet --no-default-groups --no-editable

FROM ${PYTHON}
RUN groupadd --gid 10001 cpi \
 && useradd --uid 10001 --gid cpi --home-dir /var/lib/cpi --no-create-home --shell /usr/sbin/nologin cpi \
 && install -d -m 0700 -o cpi -g cpi /var/lib/cpi /var/lib/cpi/data /var/lib/cpi/keys
COPY --from=build /opt/cpi /opt/cpi
COPY deploy/cpi-alive /usr/local/bin/cpi-alive
ENV PATH=/opt/cpi/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    CPI_DATA_DIR=/var/lib/cpi/data \
    CPI_KEY_FILE=/var/lib/cpi/keys/hub.key
WORKDIR /var/lib/cpi
USER 10001:10001
# Among its checks is that no other distribution ships a package of the hub's names.
RUN env -u CPI_KEY_FILE cpi config check
CMD ["cpi", "worker"]
