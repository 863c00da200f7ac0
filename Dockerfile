# The image of every Airflow process. Built on plain Python instead of Airflow's own image, so that it holds exactly what
# requirements.lock names, by hash, as every test ran on it.
ARG PYTHON=3.11.13-slim-bookworm

FROM python:${PYTHON} AS packages
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
ENV UV_PYTHON_DOWNLOADS=never
COPY requirements.lock /
RUN pip install --no-cache-dir --disable-pip-version-check uv==0.13.9 \
    && python -m venv --without-pip /opt/venv \
    && uv pip sync --no-cache --python /opt/venv/bin/python --only-binary :all: --require-hashes /requirements.lock

FROM python:${PYTHON}
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN useradd --uid 50000 --gid 0 --home-dir /opt/airflow --no-create-home --shell /usr/sbin/nologin airflow \
    && install --directory --owner airflow --mode 0750 /opt/airflow /opt/airflow/logs /scratch
COPY --from=packages /opt/venv /opt/venv
WORKDIR /opt/airflow
ENV PATH=/opt/venv/bin:${PATH} \
    PYTHONPATH=/opt/airflow/include \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    AIRFLOW_HOME=/opt/airflow \
    DOISOAT_HOME=/opt/airflow
COPY --chown=airflow:0 include ./include
COPY --chown=airflow:0 sql ./sql
COPY --chown=airflow:0 expectations ./expectations
COPY --chown=airflow:0 plugins ./plugins
COPY --chown=airflow:0 dags ./dags
# Airflow writes a default airflow.cfg where there is none; the settings come from the environment alone.
RUN touch airflow.cfg && python -c "import doisoat.steps"
USER 50000:0
EXPOSE 8080
HEALTHCHECK --interval=60s --timeout=50s --start-period=90s --retries=3 CMD ["airflow", "db", "check"]
CMD ["airflow", "api-server"]
