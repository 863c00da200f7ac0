"""`python -m doisoat.publish`: write docs/data-dictionary.md from a warehouse that has every migration and no rows."""

from doisoat.embedded.postgres import temporary_server
from doisoat.paths import HOME
from doisoat.publish.dictionary import dictionary
from doisoat.publish.migrate import migrate

if __name__ == "__main__":
    with temporary_server() as url:
        migrate(url)
        (HOME / "docs" / "data-dictionary.md").write_text(dictionary(url), encoding="utf-8")
