"""The pages people see. `api.pages.site` lists their routers."""
