// XML namespaces of the Query services' documents.

const namespaces: Readonly<Record<string, string>> = {
  sts: "https://sts.amazonaws.com/doc/2011-06-15/",
  iam: "https://iam.amazonaws.com/doc/2010-05-08/",
  sqs: "http://queue.amazonaws.com/doc/2012-11-05/",
  sns: "http://sns.amazonaws.com/doc/2010-03-31/",
  ses: "http://ses.amazonaws.com/doc/2010-12-01/",
  cloudwatch: "http://monitoring.amazonaws.com/doc/2010-08-01/",
  cloudformation: "http://cloudformation.amazonaws.com/doc/2010-05-15/",
  autoscaling: "http://autoscaling.amazonaws.com/doc/2011-01-01/",
  elb: "http://elasticloadbalancing.amazonaws.com/doc/2012-06-01/",
  rds: "http://rds.amazonaws.com/doc/2014-10-31/",
  route53: "https://route53.amazonaws.com/doc/2013-04-01/",
  cloudfront: "http://cloudfront.amazonaws.com/doc/2020-05-31/",
};

/** The namespace of a service (by CLI name), or the one of AWS's common faults. */
export function queryNamespace(service: string | null): string {
  return namespaces[service ?? ""] ?? "http://webservices.amazon.com/AWSFault/2005-15-09";
}
