// The allow-lists of redaction: names whose values evidence keeps in clear. Whatever is not listed is replaced.

/** Headers of requests and answers, lower case. */
const headers = new Set(
  (
    "accept accept-encoding accept-language accept-ranges access-control-request-method age allow cache-control connection " +
    "content-disposition content-encoding content-language content-length content-md5 content-range content-type date etag " +
    "expect expires host if-match if-modified-since if-none-match if-unmodified-since keep-alive last-modified max-forwards " +
    "pragma range retry-after server te trailer transfer-encoding upgrade user-agent vary via x-cache proxy-connection " +
    "amz-sdk-invocation-id amz-sdk-request amz-sdk-retry x-amz-user-agent x-amzn-trace-id " +
    "x-amz-date x-amz-content-sha256 x-amz-decoded-content-length x-amz-trailer x-amz-target x-amz-region-set x-amz-expires " +
    "x-amz-algorithm x-amz-acl x-amz-storage-class x-amz-server-side-encryption x-amz-server-side-encryption-aws-kms-key-id " +
    "x-amz-server-side-encryption-bucket-key-enabled x-amz-expected-bucket-owner x-amz-source-expected-bucket-owner " +
    "x-amz-sdk-checksum-algorithm x-amz-checksum-algorithm x-amz-checksum-mode x-amz-checksum-type x-amz-request-payer " +
    "x-amz-object-attributes x-amz-metadata-directive x-amz-tagging-directive x-amz-copy-source-range x-amz-api-version " +
    "x-amz-invocation-type x-amz-log-type x-amz-request-id x-amz-id-2 x-amzn-requestid x-amzn-errortype x-amz-error-code " +
    "x-amz-bucket-region x-amz-version-id x-amz-delete-marker x-amz-mp-parts-count x-amz-missing-meta x-amz-restore " +
    "x-amz-cf-id x-amz-cf-pop x-amz-crc32 x-amz-apigw-id x-amz-executed-version x-amz-function-error x-amz-abort-date"
  ).split(" "),
);

/** Whether a header's value is kept; the name in lower case. */
export function headerIsKept(lowerName: string): boolean {
  return headers.has(lowerName) || /^x-amz-checksum-(?:crc32c?|crc64nvme|sha1|sha256)$/.test(lowerName);
}

/** Query parameters of AWS's own protocols, lower case; `x-amz-signature` and tokens are not among them. */
const parameters = new Set(
  (
    "action version x-id list-type prefix delimiter marker max-keys start-after encoding-type continuation-token fetch-owner " +
    "uploadid partnumber uploads acl tagging policy location versioning versions versionid lifecycle cors website logging " +
    "notification replication encryption accelerate requestpayment object-lock retention legal-hold torrent restore select " +
    "select-type delete max-uploads upload-id-marker key-marker version-id-marker attributes policystatus publicaccessblock " +
    "ownershipcontrols intelligent-tiering inventory metrics analytics response-content-type response-content-disposition " +
    "response-cache-control response-content-encoding response-content-language response-expires " +
    "x-amz-algorithm x-amz-credential x-amz-date x-amz-expires x-amz-signedheaders x-amz-content-sha256 x-amz-region-set " +
    "x-amz-checksum-mode x-amz-sdk-checksum-algorithm x-amz-user-agent x-amz-acl x-amz-storage-class " +
    "awsaccesskeyid signatureversion signaturemethod timestamp expires qualifier limit maxresults maxitems"
  ).split(" "),
);

/** Whether a query parameter's value is kept; the name decoded, in lower case. */
export function parameterIsKept(lowerName: string): boolean {
  return parameters.has(lowerName);
}

/** Members of bodies whose texts say what was asked and what was answered, lower case. */
const members = new Set(
  (
    "action version __type type code message error errors errormessage errorcode requestid hostid resource region endpoint " +
    "bucketname bucket tablename indexname queuename queueurl topicarn functionname streamname loggroupname logstreamname " +
    "keyid aliasname keyspec engine status state statuscode servertime requesttime serverdate maxallowedskewmilliseconds " +
    "x-amz-expires expires expirestext signatureprovided stringtosign stringtosignbytes canonicalrequest canonicalrequestbytes " +
    "awsaccesskeyid arn account userid rolearn returnvalues returnconsumedcapacity select consistentread keyconditionexpression " +
    "projectionexpression filterexpression updateexpression conditionexpression etag versionid storageclass lastmodified size " +
    "prefix delimiter encodingtype method httpmethod headersnotsigned algorithm condition argumentname regionname"
  ).split(" "),
);

/** Whether the text of a body's member is kept; the name without namespace, in lower case. */
export function memberIsKept(lowerName: string): boolean {
  return members.has(lowerName);
}

/** Whether a name speaks of something secret: then not even a short value or a number beside it is kept. The name in lower case. */
export function speaksOfSecrets(lowerName: string): boolean {
  return /token|key|secret|pass|pwd|auth|code|sig|cred|session|cookie|pin|otp|jwt/.test(lowerName);
}
