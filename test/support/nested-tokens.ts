// Tokens and URLs that botocore 1.43 and boto3 signed with AWS's documented example key (and, for ASIA, a made-up token).

/** RDS, a permanent key. */
export const rdsToken =
  "mydb.abcdefghijkl.us-east-1.rds.amazonaws.com:3306/?Action=connect&DBUser=jane&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20261127%2Fus-east-1%2Frds-db%2Faws4_request&X-Amz-Date=20261127T235708Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=005aac86aeaccdfcf70465936414db86b0ad8e623b19c69db11e598a3ec90193";
/** RDS, temporary credentials, a user with a blank. */
export const rdsSessionToken =
  "mydb.abcdefghijkl.us-east-1.rds.amazonaws.com:5432/?Action=connect&DBUser=jane%20doe&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=ASIAIOSFODNN7EXAMPLE%2F20261127%2Fus-east-1%2Frds-db%2Faws4_request&X-Amz-Date=20261127T235708Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Security-Token=FwoGZXIvYXdzEXAMPLE%2BTOKEN%2F%3D%3D&X-Amz-Signature=2745f58d38eb05e2f93c4894a91dcab2beb93534e483b40b8748b999e31c9407";
/** Aurora DSQL. */
export const dsqlToken =
  "abcdefghijklmnopqrstuvwxyz.dsql.us-east-1.on.aws/?Action=DbConnectAdmin&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20261127%2Fus-east-1%2Fdsql%2Faws4_request&X-Amz-Date=20261127T235708Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=3133480e07e16c3078874ee7563fc1578f41b51e319172e90b0c0c46a514ff31";
/** ElastiCache, temporary credentials. */
export const elastiCacheToken =
  "mycluster/?Action=connect&User=iam-user-01&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=ASIAIOSFODNN7EXAMPLE%2F20261127%2Fus-east-1%2Felasticache%2Faws4_request&X-Amz-Date=20261127T235708Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Security-Token=FwoGZXIvYXdzEXAMPLE%2BTOKEN%2F%3D%3D&X-Amz-Signature=23476917da758b05a27b1b80e2680536dff29c331451e1d8a707eee3aed73afa";
/** MemoryDB. */
export const memoryDbToken =
  "mycluster/?Action=connect&User=iam-user-01&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20261127%2Fus-east-1%2Fmemorydb%2Faws4_request&X-Amz-Date=20261127T235709Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=9f31714468be8ed1df004af4b5f1371884f8c812b7d2deb66db4401508c0a2d6";
/** MSK, temporary credentials, User-Agent appended. */
export const mskToken =
  "aHR0cHM6Ly9rYWZrYS51cy1lYXN0LTEuYW1hem9uYXdzLmNvbS8_QWN0aW9uPWthZmthLWNsdXN0ZXIlM0FDb25uZWN0JlgtQW16LUFsZ29yaXRobT1BV1M0LUhNQUMtU0hBMjU2JlgtQW16LUNyZWRlbnRpYWw9QVNJQUlPU0ZPRE5ON0VYQU1QTEUlMkYyMDI2MTEyNyUyRnVzLWVhc3QtMSUyRmthZmthLWNsdXN0ZXIlMkZhd3M0X3JlcXVlc3QmWC1BbXotRGF0ZT0yMDI2MTEyN1QyMzU3MDlaJlgtQW16LUV4cGlyZXM9OTAwJlgtQW16LVNpZ25lZEhlYWRlcnM9aG9zdCZYLUFtei1TZWN1cml0eS1Ub2tlbj1Gd29HWlhJdllYZHpFWEFNUExFJTJCVE9LRU4lMkYlM0QlM0QmWC1BbXotU2lnbmF0dXJlPTQxZTYxYTBkMmM0OTZmNDlkNTU0Njc1NzFkYjIwODUxMzc1MjZjNGVlMjU4NWFhMDZkNmU4ZTZmYzY5MGQwNTkmVXNlci1BZ2VudD1hd3MtbXNrLWlhbS1zYXNsLXNpZ25lci1weXRob24lMkYxLjAuMg";
/** EKS, for the cluster my-cluster. */
export const eksToken =
  "k8s-aws-v1.aHR0cHM6Ly9zdHMudXMtZWFzdC0xLmFtYXpvbmF3cy5jb20vP0FjdGlvbj1HZXRDYWxsZXJJZGVudGl0eSZWZXJzaW9uPTIwMTEtMDYtMTUmWC1BbXotQWxnb3JpdGhtPUFXUzQtSE1BQy1TSEEyNTYmWC1BbXotQ3JlZGVudGlhbD1BS0lBSU9TRk9ETk43RVhBTVBMRSUyRjIwMjYxMTI3JTJGdXMtZWFzdC0xJTJGc3RzJTJGYXdzNF9yZXF1ZXN0JlgtQW16LURhdGU9MjAyNjExMjdUMjM1NzA5WiZYLUFtei1FeHBpcmVzPTYwJlgtQW16LVNpZ25lZEhlYWRlcnM9aG9zdCUzQngtazhzLWF3cy1pZCZYLUFtei1TaWduYXR1cmU9OTI1NjQ2MTQxMjI4ZGRmYTBhYzk2MmFmYzZhMDM5OTFiMzg0YjNlNzA5OTc0ZWE1NjMxNjhiNGNlOWQyYjg0ZA";
/** The body of a Vault login. */
export const vaultLogin =
  '{"role": "dev", "iam_http_request_method": "POST", "iam_request_url": "aHR0cHM6Ly9zdHMudXMtZWFzdC0xLmFtYXpvbmF3cy5jb20v", "iam_request_body": "QWN0aW9uPUdldENhbGxlcklkZW50aXR5JlZlcnNpb249MjAxMS0wNi0xNQ==", "iam_request_headers": "eyJDb250ZW50LVR5cGUiOiBbImFwcGxpY2F0aW9uL3gtd3d3LWZvcm0tdXJsZW5jb2RlZDsgY2hhcnNldD11dGYtOCJdLCAiWC1WYXVsdC1BV1MtSUFNLVNlcnZlci1JRCI6IFsidmF1bHQuZXhhbXBsZS5jb20iXSwgIkNvbnRlbnQtTGVuZ3RoIjogWyI0MyJdLCAiSG9zdCI6IFsic3RzLnVzLWVhc3QtMS5hbWF6b25hd3MuY29tIl0sICJYLUFtei1EYXRlIjogWyIyMDI2MTEyN1QyMzU3MDlaIl0sICJYLUFtei1TZWN1cml0eS1Ub2tlbiI6IFsiRndvR1pYSXZZWGR6RVhBTVBMRStUT0tFTi89PSJdLCAiQXV0aG9yaXphdGlvbiI6IFsiQVdTNC1ITUFDLVNIQTI1NiBDcmVkZW50aWFsPUFTSUFJT1NGT0ROTjdFWEFNUExFLzIwMjYxMTI3L3VzLWVhc3QtMS9zdHMvYXdzNF9yZXF1ZXN0LCBTaWduZWRIZWFkZXJzPWNvbnRlbnQtbGVuZ3RoO2NvbnRlbnQtdHlwZTtob3N0O3gtYW16LWRhdGU7eC1hbXotc2VjdXJpdHktdG9rZW47eC12YXVsdC1hd3MtaWFtLXNlcnZlci1pZCwgU2lnbmF0dXJlPWRiMWZmOGE0ODE0NDE4YjhlMzJhYzY2MzQyNmE1Mzk1OTU2OGI1YWIyNzEyZWZhZmUxZGZmNmY2ZDIwYTU0ZGEiXX0="}';
/** The subject token of workload identity federation. */
export const federatedLogin =
  "%7B%22url%22%3A%20%22https%3A//sts.us-east-1.amazonaws.com%3FAction%3DGetCallerIdentity%26Version%3D2011-06-15%22%2C%20%22method%22%3A%20%22POST%22%2C%20%22headers%22%3A%20%5B%7B%22key%22%3A%20%22x-goog-cloud-target-resource%22%2C%20%22value%22%3A%20%22//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/a%22%7D%2C%20%7B%22key%22%3A%20%22X-Amz-Date%22%2C%20%22value%22%3A%20%2220261127T235709Z%22%7D%2C%20%7B%22key%22%3A%20%22Authorization%22%2C%20%22value%22%3A%20%22AWS4-HMAC-SHA256%20Credential%3DAKIAIOSFODNN7EXAMPLE/20261127/us-east-1/sts/aws4_request%2C%20SignedHeaders%3Dhost%3Bx-amz-date%3Bx-goog-cloud-target-resource%2C%20Signature%3D884cc1e1b50deed25efd7b88a6e79cf7373ac7890e092ba9852d1e338228a2c6%22%7D%2C%20%7B%22key%22%3A%20%22host%22%2C%20%22value%22%3A%20%22sts.us-east-1.amazonaws.com%22%7D%5D%7D";
/** S3 GET. */
export const getUrl =
  "https://examplebucket.s3.amazonaws.com/a%20b%2Bc.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20261127%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20261127T235709Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature=4d30744d67266527c492203f3e5f345abfd2eac9ec5462e0e204afda63ba7ab2";
/** S3 PUT. */
export const putUrl =
  "https://examplebucket.s3.amazonaws.com/up.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20261127%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20261127T235709Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature=587ad146abd013611c7efa7f7e99b5a4989460a89522207538d58ba58c46b79d";
/** S3 PUT with a signed Content-Type. */
export const typedPutUrl =
  "https://examplebucket.s3.amazonaws.com/up.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20261127%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20261127T235709Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=content-type%3Bhost&X-Amz-Signature=c37a3ed91452e5ff6555e3826b2367dc75a37cd95b8e4c54af15cf4950b423a6";
/** S3 GET by Signature Version 2 with a response header override. */
export const sigV2Url =
  "https://examplebucket.s3.amazonaws.com/a%20b%2Bc.txt?response-content-type=text%2Fplain&AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=Y2rNiY94MUBh785MigsLGiqeZRY%3D&Expires=1795827429";
