# remit in a container, for CI that has no Python: docker build -t remit . && docker run --rm -v "$PWD:/work" remit check
# The base image is named by tag: pin it by digest where your registry has it.
FROM python:3.13-slim AS built
WORKDIR /source
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN python -m venv /remit \
 && /remit/bin/python -m pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY plugins ./plugins
COPY schemas ./schemas
RUN /remit/bin/python -m pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends git \
 && rm -rf /var/lib/apt/lists/* \
 && git config --system --add safe.directory '*' \
 && useradd --create-home remit
COPY --from=built /remit /remit
ENV PATH="/remit/bin:$PATH" NO_MKDOCS_2_WARNING=1 PYTHONUTF8=1
USER remit
WORKDIR /work
ENTRYPOINT ["remit"]
CMD ["check"]
