"""The desk in Airflow's UI: its pages under /desk, and an entry in the navigation. The work is in doisoat.desk."""

from airflow.plugins_manager import AirflowPlugin

from doisoat.orchestration.desk import PATH, LazyDesk, ui_path


class DeskPlugin(AirflowPlugin):
    """Mounted without authentication by Airflow, as every plugin's application is: the desk's own door asks for it."""

    name = "doisoat_desk"
    fastapi_apps = [{"name": "doisoat desk", "app": LazyDesk(), "url_prefix": PATH}]
    external_views = [
        {
            "name": "Đối soát",
            "href": f"{ui_path()}{PATH}/",
            "icon": f"{ui_path()}{PATH}/static/icon/desk.svg",
            "icon_dark_mode": f"{ui_path()}{PATH}/static/icon/desk-dark.svg",
            "destination": "nav",
            "url_route": "desk",
            "nav_top_level": True,
        }
    ]
