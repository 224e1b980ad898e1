"""Signs requests with botocore. Reads a JSON list on standard input, writes one on standard output."""
import base64
import datetime
import json
import sys
import types

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


class Clock(datetime.datetime):
    """A clock that says what it is told."""

    moment = None

    @classmethod
    def utcnow(cls):
        return cls.moment

    @classmethod
    def now(cls, tz=None):
        return cls.moment


botocore.auth.datetime = types.SimpleNamespace(
    datetime=Clock, timezone=datetime.timezone, timedelta=datetime.timedelta
)
if hasattr(botocore.auth, "get_current_datetime"):
    botocore.auth.get_current_datetime = lambda *_args, **_kw: Clock.moment


def signed(one):
    Clock.moment = datetime.datetime.strptime(one["time"], "%Y%m%dT%H%M%SZ")
    keys = Credentials(one["keyId"], one["secret"], one.get("token"))
    body = base64.b64decode(one["body"]) or None
    request = AWSRequest(method=one["method"], url=one["url"], headers=dict(one["headers"]), data=body)
    s3 = one["service"] == "s3"
    if one["presigned"]:
        kind = botocore.auth.S3SigV4QueryAuth if s3 else botocore.auth.SigV4QueryAuth
        kind(keys, one["service"], one["region"], expires=900).add_auth(request)
    else:
        kind = botocore.auth.S3SigV4Auth if s3 else botocore.auth.SigV4Auth
        kind(keys, one["service"], one["region"]).add_auth(request)
    prepared = request.prepare()
    headers = [[k, v.decode() if isinstance(v, bytes) else str(v)] for k, v in prepared.headers.items()]
    return {"url": prepared.url, "headers": headers}


print(json.dumps([signed(one) for one in json.load(sys.stdin)]))
