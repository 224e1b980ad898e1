"""Hosts with what must be signed for them, as JSON lines: {"host", "kind", "accept": [[signingName, region, partition, pathEncoding], ...]}.

botocore itself evaluates its endpoint rule sets: every signing client over all regions of all partitions, FIPS, dual-stack, the text
parameters its rules compare, its operations' host prefixes, and for S3 buckets, access points, zones and the like. The older endpoints.json
adds its legacy names. Usage: endpoints.py > hosts.jsonl (needs python3 with botocore; shares nothing with src/ or tools/)."""

import collections, gzip, itertools, json, os, re, sys
import botocore
from botocore.endpoint_provider import EndpointProvider

DATA = os.path.join(os.path.dirname(botocore.__file__), "data")
ACCOUNT = "111122223333"


def load(*parts):
    path = os.path.join(DATA, *parts)
    if os.path.exists(path):
        return json.load(open(path, encoding="utf8"))
    return json.load(gzip.open(path + ".gz", "rt", encoding="utf8"))


PARTITIONS = load("partitions.json")
REGIONS = [
    (partition["id"], region)
    for partition in PARTITIONS["partitions"]
    for region in partition["regions"]
    if not region.endswith("-global")
]
cases = collections.defaultdict(lambda: {"kinds": set(), "accept": set()})


def add(host, kind, signing_name, region, partition, single):
    host = host.lower()
    cases[host]["kinds"].add(kind)
    cases[host]["accept"].add((signing_name, region, partition, "single" if single else "double"))


def client_models():
    for service in sorted(os.listdir(DATA)):
        folder = os.path.join(DATA, service)
        if not os.path.isdir(folder):
            continue
        versions = [v for v in sorted(os.listdir(folder)) if any(f.startswith("service-2") for f in os.listdir(os.path.join(folder, v)))]
        if not versions:
            continue
        model = load(service, versions[-1], "service-2.json")
        if model["metadata"].get("signatureVersion") in ("bearer", "none"):
            continue
        try:
            rules = load(service, versions[-1], "endpoint-rule-set-1.json")
        except FileNotFoundError:
            continue
        yield service, model, rules


def compared(node, found):
    if isinstance(node, dict):
        if node.get("fn") == "stringEquals":
            left, right = node["argv"]
            if isinstance(left, dict) and "ref" in left and isinstance(right, str):
                found[left["ref"]].add(right)
        for value in node.values():
            compared(value, found)
    elif isinstance(node, list):
        for value in node:
            compared(value, found)


def choices(rules, model):
    found = collections.defaultdict(set)
    compared(rules["rules"], found)
    for operation in model["operations"].values():
        for name, given in operation.get("staticContextParams", {}).items():
            if isinstance(given.get("value"), str):
                found[name].add(given["value"])
    axes = []
    for name, parameter in rules["parameters"].items():
        if name in ("Region", "Endpoint") or re.search("arn", name, re.I):
            continue
        if parameter["type"].lower() == "boolean":
            axes.append([(name, False), (name, True)])
        else:
            values = [(name, None)] + [(name, value) for value in sorted(found[name])]
            if name in ("AccountId", "EndpointId"):
                values.append((name, ACCOUNT if name == "AccountId" else "abc123xyz"))
            axes.append(values)
    for axis in itertools.product(*axes):
        yield {name: value for name, value in axis if value is not None}


def resolve(provider, params):
    try:
        return provider.resolve_endpoint(**params)
    except Exception:
        return None


def scheme_of(endpoint):
    schemes = (endpoint.properties or {}).get("authSchemes") or []
    for wanted in ("sigv4a", "sigv4", "sigv4-s3express"):
        for scheme in schemes:
            if scheme["name"] == wanted and (wanted != "sigv4a" or len(schemes) == 1 or "s3-global" in endpoint.url):
                return scheme
    return schemes[0] if schemes else {}


def record(endpoint, model, partition, region, kind, prefixes=("",)):
    scheme = scheme_of(endpoint)
    if scheme.get("name") in ("bearer", "none"):
        return
    signing_region = scheme.get("signingRegion") or (scheme.get("signingRegionSet") or [region])[0]
    host = endpoint.url.split("://", 1)[1].split("/", 1)[0]
    if signing_region.endswith("-global") or "-global." in host and "s3-global" not in host:
        return
    name = scheme.get("signingName") or model["metadata"].get("signingName", model["metadata"]["endpointPrefix"])
    for prefix in prefixes:
        filled = re.sub(r"\{\w+\}", ACCOUNT, prefix)
        add(filled + host, kind, name, signing_region, partition, scheme.get("disableDoubleEncoding", False))


def s3_choices(region, partition):
    where = lambda service, rest: f"arn:{partition}:{service}:{region}:{ACCOUNT}:{rest}"
    buckets = {
        "bucket": "examplebucket",
        "bucket with a dash": "my-bucket-7",
        "bucket named like a region": "us-east-1",
        "bucket named like a service": "s3-us-west-2",
        "dotted bucket": "logs.example.com",
        "access point": where("s3", "accesspoint/myendpoint"),
        "object lambda": where("s3-object-lambda", "accesspoint/mybanner"),
        "outposts": where("s3-outposts", "outpost/op-01234567890123456/accesspoint/reports"),
        "directory bucket": "data--use1-az4--x-s3",
        "access point alias": "myendpoint-abcdefgh1234567890abcdefghijk-s3alias",
        "multi-region access point": f"arn:{partition}:s3::{ACCOUNT}:accesspoint:mfzwi23gnjvgw.mrap",
    }
    switches = ["UseFIPS", "UseDualStack", "ForcePathStyle", "Accelerate", "UseGlobalEndpoint", "UseArnRegion"]
    for kind, bucket in [("service", None), *buckets.items()]:
        for chosen in itertools.product([False, True], repeat=len(switches)):
            params = dict(zip(switches, chosen), Region=region)
            if bucket is not None:
                params["Bucket"] = bucket
            yield "s3 " + kind, params
        for extra in ({"UseObjectLambdaEndpoint": True}, {"UseS3ExpressControlEndpoint": True}, {"DisableS3ExpressSessionAuth": True}):
            params = {"Region": region, **extra}
            if bucket is not None:
                params["Bucket"] = bucket
            yield "s3 " + kind, params


def s3control_choices(region, partition):
    arn = f"arn:{partition}:s3-outposts:{region}:{ACCOUNT}:outpost/op-01234567890123456/"
    extras = [{"AccountId": ACCOUNT, "RequiresAccountId": True}, {"OutpostId": "op-01234567890123456"}, {"AccessPointName": arn + "accesspoint/reports", "AccountId": ACCOUNT, "RequiresAccountId": True}, {"Bucket": arn + "bucket/reports", "AccountId": ACCOUNT, "RequiresAccountId": True}]
    for extra in extras:
        for fips, dual in itertools.product([False, True], repeat=2):
            yield "s3control", {"Region": region, "UseFIPS": fips, "UseDualStack": dual, **extra}


def special(service, region, partition):
    if service == "s3":
        return s3_choices(region, partition)
    if service == "s3control":
        return s3control_choices(region, partition)
    return None


def rule_sets():
    for service, model, rules in client_models():
        provider = EndpointProvider(rules, PARTITIONS)
        prefixes = {""} | {op["endpoint"]["hostPrefix"] for op in model["operations"].values() if "hostPrefix" in op.get("endpoint", {})}
        if service == "s3":
            prefixes = {""}
        own = None if service in ("s3", "s3control") else list(choices(rules, model))
        for partition, region in REGIONS:
            given = special(service, region, partition) or (("client", {**choice, "Region": region}) for choice in own)
            for kind, params in given:
                endpoint = resolve(provider, params)
                if endpoint is not None:
                    record(endpoint, model, partition, region, kind, prefixes if kind == "client" else ("",))


def legacy():
    known = {}
    for service, model, _ in client_models():
        meta = model["metadata"]
        known.setdefault(meta["endpointPrefix"], set()).add(meta.get("signingName", meta["endpointPrefix"]))
    for partition in load("endpoints.json")["partitions"]:
        for prefix, service in partition["services"].items():
            for region, endpoint in service["endpoints"].items():
                chosen = {**partition["defaults"], **service.get("defaults", {}), **endpoint}
                scope = chosen.get("credentialScope", {})
                signing_region = scope.get("region", region)
                names = {scope["service"]} if "service" in scope else known.get(prefix, set())
                if signing_region not in partition["regions"] or prefix.startswith("s3") or endpoint.get("deprecated"):
                    continue
                filled = chosen["hostname"].replace("{service}", prefix).replace("{region}", region).replace("{dnsSuffix}", partition["dnsSuffix"])
                for name in names:
                    if filled in cases or "." not in filled:
                        continue
                    add(filled, "legacy", name, signing_region, partition["partition"], False)


rule_sets()
legacy()
for host in sorted(cases):
    case = cases[host]
    print(json.dumps({"host": host, "kind": sorted(case["kinds"])[0], "accept": sorted(case["accept"])}, separators=(",", ":")))
