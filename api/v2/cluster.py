"""The installation: topology, status, licence, and who the caller is (API 2)."""

from __future__ import annotations

from api.call import Call
from api.endpoints import Table
from api.errors import Unavailable
from api.settings import API_LEVEL
from api.shapes import BOOLEAN, INTEGER, KEY, OBJECT, TEXT, list_of, nullable, shape
from engine.errors import Overloaded
from engine.values import Json, Values

table = Table("/v2", "Cluster and identity")

_PARTITION = shape("Partition", partitionId=INTEGER, role=TEXT, health=TEXT, state=TEXT)
_BROKER = shape(
    "Broker",
    nodeId=INTEGER,
    brokerId=TEXT,
    host=TEXT,
    port=INTEGER,
    version=TEXT,
    partitions=list_of(_PARTITION),
)
_TOPOLOGY = shape(
    "Topology",
    brokers=list_of(_BROKER),
    clusterId=nullable(TEXT),
    clusterSize=INTEGER,
    partitionsCount=INTEGER,
    replicationFactor=INTEGER,
    gatewayVersion=TEXT,
    lastCompletedChangeId=KEY,
)
_LICENSE = shape("License", validLicense=BOOLEAN, licenseType=TEXT, isCommercial=BOOLEAN, expiresAt=nullable(TEXT))
_ME = shape(
    "CamundaUser",
    username=TEXT,
    displayName=nullable(TEXT),
    email=nullable(TEXT),
    authorizedComponents=list_of(TEXT),
    tenants=list_of(OBJECT),
    groups=list_of(TEXT),
    roles=list_of(TEXT),
    salesPlanType=nullable(TEXT),
    c8Links=OBJECT,
    canLogout=BOOLEAN,
)
DEFAULT_TENANT: Values = {"tenantId": "<default>", "name": "Default", "description": None}


@table.get("/topology", answer=_TOPOLOGY)
def get_topology(call: Call) -> Values:
    """The nodes of the installation: one, with one partition."""
    settings = call.request.app.state.settings
    partition: Values = {"partitionId": 1, "role": "leader", "health": "healthy", "state": "active"}
    broker: Values = {
        "nodeId": 0,
        "brokerId": "0",
        "host": settings.host,
        "port": settings.port,
        "version": API_LEVEL,
        "partitions": [partition],
    }
    return {
        "brokers": [broker],
        "clusterId": None,
        "clusterSize": 1,
        "partitionsCount": 1,
        "replicationFactor": 1,
        "gatewayVersion": API_LEVEL,
        "lastCompletedChangeId": "-1",
    }


@table.get("/status", status=204, is_public=True)
def get_status(call: Call) -> None:
    """204 when commands can be processed."""
    try:
        call.engine.check_ready()
    except Overloaded as error:
        raise Unavailable(str(error)) from None


@table.get("/license", answer=_LICENSE, is_public=True)
def get_license(_call: Call) -> Values:
    """The licence: free software."""
    return {"validLicense": True, "licenseType": "self-managed", "isCommercial": False, "expiresAt": None}


@table.get("/authentication/me", answer=_ME)
def get_me(call: Call) -> Values:
    """The caller: his roles, and his groups, which are roles at units."""
    actor = call.actor
    account = call.engine.own_account(actor=actor)
    groups: list[Json] = [f"{grant.role}@{grant.unit_code}" for grant in actor.grants]
    roles: list[Json] = list(dict.fromkeys(grant.role for grant in actor.grants))
    return {
        "username": actor.name,
        "displayName": actor.display_name or None,
        "email": account.email,
        "authorizedComponents": ["*"],
        "tenants": [DEFAULT_TENANT],
        "groups": groups,
        "roles": roles,
        "salesPlanType": None,
        "c8Links": {},
        "canLogout": True,
    }
