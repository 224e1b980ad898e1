"""countersign check -- python3 -m pytest"""

import os

from signer import send


def test_a_signed_call_is_answered():
    status, text = send(
        host="sts.us-east-1.amazonaws.com",
        path="/",
        service="sts",
        region="us-east-1",
        body="Action=GetCallerIdentity&Version=2011-06-15",
        key_id=os.environ["AWS_ACCESS_KEY_ID"],
        secret=os.environ["AWS_SECRET_ACCESS_KEY"],
    )
    assert "GetCallerIdentityResponse" in text
    assert status == 200
