# Prints correctly signed raw HTTP messages made by botocore's own signers: each as its length in bytes, a line feed, the bytes.
# Usage: botocore-requests.py COUNT SEED
import random
import sys
from urllib.parse import quote, urlsplit

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

count, seed = int(sys.argv[1]), int(sys.argv[2])
chance = random.Random(seed)
credentials = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
temporary = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "FwoGZXIvYXdzEXAMPLE" + "a+b/c=" * 20)
characters = "abcXYZ019-_.~ +&=@:,$!*'()[]%#?/\u00e9\u4e2d"
regions = ["us-east-1", "eu-west-1", "ap-southeast-2"]


def text(limit):
    return "".join(chance.choice(characters) for _ in range(chance.randint(1, limit)))


def s3(region):
    path = "/" + quote(text(20).lstrip("/") or "k", safe="/~")
    query = chance.choice(["", "", "?acl", "?uploads", "?versionId=" + quote(text(6), safe=""), "?list-type=2&prefix=" + quote(text(6), safe="")])
    host = chance.choice(["examplebucket.s3.%s.amazonaws.com" % region, "s3.%s.amazonaws.com" % region])
    body = chance.choice([b"", b"", b"hello", bytes(chance.randrange(256) for _ in range(200))])
    headers = {}
    if chance.random() < 0.4:
        headers["x-amz-meta-note"] = chance.choice(["plain", "two  blanks", "trailing "])
    if body:
        headers["Content-Type"] = chance.choice(["text/plain", "application/octet-stream", "text/html; charset=utf-8"])
    return "s3", host, path + query, body, headers


def query_service(region):
    name, host = chance.choice([("sts", "sts.%s.amazonaws.com" % region), ("sns", "sns.%s.amazonaws.com" % region), ("ses", "email.%s.amazonaws.com" % region)])
    body = ("Action=Something&Version=2011-06-15&Value=" + quote(text(20), safe="")).encode()
    return name, host, "/", body, {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}


def json_service(region):
    name, host, version = chance.choice([("dynamodb", "dynamodb", "1.0"), ("kms", "kms", "1.1"), ("logs", "logs", "1.1"), ("secretsmanager", "secretsmanager", "1.1")])
    body = ('{"Value":"%s"}' % text(20).replace("\\", "").replace('"', "")).encode()
    return name, "%s.%s.amazonaws.com" % (host, region), "/", body, {"Content-Type": "application/x-amz-json-" + version, "X-Amz-Target": "Service_2014.Operation"}


def rest_service(region):
    name, host, path = chance.choice([
        ("execute-api", "abcde12345.execute-api.%s.amazonaws.com" % region, "/prod/" + quote(text(12), safe="~")),
        ("lambda", "lambda.%s.amazonaws.com" % region, "/2015-03-31/functions/" + quote("arn:aws:lambda:x:1:function:f", safe="") + "/invocations"),
        ("sagemaker", "runtime.sagemaker.%s.amazonaws.com" % region, "/endpoints/demo/invocations"),
        ("es", "search-demo-abc.%s.es.amazonaws.com" % region, "/index/_search?q=" + quote(text(8), safe="")),
    ])
    return name, host, path, chance.choice([b"", b"{}", b'{"a":[1,2]}']), {}


for _ in range(count):
    region = chance.choice(regions)
    service, host, target, body, headers = chance.choice([s3, s3, query_service, json_service, rest_service])(region)
    method = chance.choice(["PUT", "POST"]) if body else chance.choice(["GET", "HEAD", "DELETE"])
    owner = chance.choice([credentials, credentials, temporary])
    presigned = not body and chance.random() < 0.25
    request = AWSRequest(method=method, url="https://" + host + target, data=body, headers=headers)
    if service == "s3":
        signer = S3SigV4QueryAuth(owner, service, region, expires=300) if presigned else S3SigV4Auth(owner, service, region)
    else:
        signer = SigV4QueryAuth(owner, service, region, expires=300) if presigned else SigV4Auth(owner, service, region)
    signer.add_auth(request)
    prepared = request.prepare()
    parts = urlsplit(prepared.url)
    lines = ["%s %s HTTP/1.1" % (prepared.method, parts.path + ("?" + parts.query if parts.query else "")), "Host: " + parts.netloc, "User-Agent: Boto3", "Accept-Encoding: identity"]
    for name, value in prepared.headers.items():
        value = value.decode("latin1") if isinstance(value, bytes) else value
        if name.lower() not in ("host", "content-length"):
            lines.append("%s: %s" % (name, value))
    lines.append("Content-Length: %d" % len(body))
    message = ("\r\n".join(lines) + "\r\n\r\n").encode("latin1") + body
    sys.stdout.buffer.write(b"%d\n" % len(message) + message)
