"""A small SigV4 signer for services other than S3, and the request that carries its signature."""

import datetime
import hashlib
import hmac
import urllib.request


def _sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def _hmac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def signed_headers(host, path, service, region, body, key_id, secret):
    amz_date = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    headers = {"content-type": "application/x-www-form-urlencoded", "host": host, "x-amz-date": amz_date}
    names = sorted(headers)
    lines = "".join(f"{name}:{headers[name]}\n" for name in names)
    canonical_request = "\n".join(["POST", path, "", lines, ";".join(names), _sha256(body)])
    scope = [amz_date[:8], region, service, "aws4_request"]
    string_to_sign = "\n".join(["AWS4-HMAC-SHA256", amz_date, "/".join(scope), _sha256(canonical_request)])
    key = f"AWS4{secret}".encode()
    for part in scope:
        key = _hmac(key, part)
    signature = _hmac(key, string_to_sign).hex()
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={key_id}/{'/'.join(scope)}, "
        f"SignedHeaders={';'.join(names)}, Signature={signature}"
    )
    return headers


def send(host, path, service, region, body, key_id, secret):
    headers = signed_headers(host, path, service, region, body, key_id, secret)
    request = urllib.request.Request(f"https://{host}{path}", data=body.encode(), headers=headers, method="POST")
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.status, answer.read().decode()
