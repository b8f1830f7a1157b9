namespace SaaSGate.Contracts.Problems;

/// <summary>Refusals that the gateway gives, each in Claude's error shape.</summary>
public static class GatewayProblems
{
    private const string Invalid = "invalid_request_error", Authentication = "authentication_error", Permission = "permission_error",
        NotFound = "not_found_error", Api = "api_error", Overloaded = "overloaded_error";

    /// <summary>No credential in the request.</summary>
    public static readonly Problem KeyMissing = new("key_missing", 401, Authentication, "No skill key was sent. Set x-api-key (or Authorization: Bearer) to a key that begins with sgk_.");

    /// <summary>The credential is not one that SaaSGate knows.</summary>
    public static readonly Problem KeyUnknown = new("key_unknown", 401, Authentication, "This skill key is not known. Make a new key on the skill's page in the portal.");

    /// <summary>The key's or the skill's expiry has passed.</summary>
    public static readonly Problem KeyExpired = new("key_expired", 401, Authentication, "This skill key has expired. Make a new key on the skill's page in the portal.");

    /// <summary>The key may be used from other networks alone.</summary>
    public static readonly Problem NetworkRefused = new("network_refused", 403, Permission, "This skill key may not be used from this network. Its networks stand on the skill's page in the portal.");

    /// <summary>A token that is none, is for something else, or stands for no skill. Why is in the organisation's audit log, not here.</summary>
    public static readonly Problem TokenInvalid = new("token_invalid", 401, Authentication, "This token stands for no skill here. Your administrator finds the reason in the audit log, and on the pages of the skill and of trusted issuers what is accepted.");

    /// <summary>The token's <c>exp</c> has passed.</summary>
    public static readonly Problem TokenExpired = new("token_expired", 401, Authentication, "This token has expired. Get a new one from the token service or your issuer.");

    /// <summary>The token is signed with a key that is not known here yet, or the issuer's keys were not seen for too long.</summary>
    public static readonly Problem TokenKeyUnknown = new("token_key_unknown", 401, Authentication, "The key of this token is not known here yet. It is being looked up: try again shortly.", Retry: true);

    /// <summary>A lock holds the skill, its owner, key, connection, session or organisation.</summary>
    public static readonly Problem Stopped = new("stopped", 403, Permission, "This skill is stopped. An administrator can lift the lock in the portal.");

    /// <summary>A path or method that SaaSGate does not know; nothing unknown is forwarded.</summary>
    public static readonly Problem UnknownEndpoint = new("unknown_endpoint", 404, NotFound, "SaaSGate does not forward this path. Use Claude's API under /v1/, for example POST /v1/messages.");

    /// <summary>The skill made no batch of this id, or this gateway does not know it yet.</summary>
    public static readonly Problem BatchUnknown = new("batch_unknown", 404, NotFound, "This skill has made no batch with this id. Use an id that its own POST /v1/messages/batches gave.");

    /// <summary>A query that Claude refuses, or that could be read in two ways.</summary>
    public static readonly Problem QueryInvalid = new("query_invalid", 400, Invalid, "The query cannot be read in one way. Send limit (1 to 1000) once, and after_id or before_id, not both.");

    /// <summary>The body is not JSON, could be read in two ways, or names a model at a length that Claude refuses too.</summary>
    public static readonly Problem BodyInvalid = new("body_invalid", 400, Invalid, "The body is not valid JSON that can be read in one way only, or its model has too long a name. Send UTF-8 JSON without duplicate keys and without what belongs into the body of another endpoint, and a model's name of at most 256 characters.");

    /// <summary>The body ended before its announced length, or the client stopped sending.</summary>
    public static readonly Problem BodyIncomplete = new("body_incomplete", 400, Invalid, "The body ended early. Send the request again, whole.", Retry: true);

    /// <summary>Wrong content type.</summary>
    public static readonly Problem ContentTypeUnsupported = new("content_type_unsupported", 400, Invalid, "This endpoint takes application/json. Set the content-type header.");

    /// <summary>Unknown or undecodable content encoding.</summary>
    public static readonly Problem EncodingUnsupported = new("encoding_unsupported", 400, Invalid, "The body's content-encoding could not be decoded. Send it plain, or as gzip, br, deflate or zstd.");

    /// <summary>More bytes than Claude takes, also after decompression.</summary>
    public static readonly Problem BodyTooLarge = new("body_too_large", 413, "request_too_large", "The request exceeds 32 MB, the most that is taken here: Claude's limit for a message. Send less; make several batches of a large one.");

    /// <summary>Spool full or disk failing: what cannot be recorded is not sent.</summary>
    public static readonly Problem RecordingUnavailable = new("recording_unavailable", 529, Overloaded, "The gateway cannot record right now, so it does not forward. Try again shortly.", Retry: true);

    /// <summary>The memory for bodies of requests is used up, or the organisation's share of it.</summary>
    public static readonly Problem Busy = new("gateway_busy", 529, Overloaded, "The gateway has too many large requests at the same time. Try again shortly.", Retry: true);

    /// <summary>The lease on the control plane's view has run out.</summary>
    public static readonly Problem LeaseExpired = new("lease_expired", 529, Overloaded, "The gateway has lost touch with the control plane and refuses until it is back. Try again shortly.", Retry: true);

    /// <summary>The skill has used up a limit of a policy: requests, tokens, cost or streams.</summary>
    public static readonly Problem Limited = new("limited", 429, "rate_limit_error", "This skill has used up a limit that a policy of your organisation sets. Wait as long as retry-after says, or have the limit raised.", Retry: true);

    /// <summary>A policy of the skill cannot be read by the gateway, which knows no version before it.</summary>
    public static readonly Problem PolicyUnreadable = new("policy_unreadable", 403, Permission, "A policy of this skill cannot be read here, so nothing goes through. An administrator sees in the portal what to mend.");

    /// <summary>The policies of the organisation have changed, and the gateway is still reading them.</summary>
    public static readonly Problem PolicyLoading = new("policy_loading", 529, Overloaded, "The policies of your organisation have changed and are still being read here. Try again shortly.", Retry: true);

    /// <summary>A policy rule blocked the request.</summary>
    public static readonly Problem Blocked = new("blocked", 403, Permission, "A policy rule of your organisation blocks this request.");

    /// <summary>A policy rule blocked the request and locked its skill.</summary>
    public static readonly Problem Locked = new("locked", 403, Permission, "A policy rule of your organisation blocks this request and has locked the skill. An administrator can lift the lock in the portal.");

    /// <summary>A reviewer changed the request; what they made of it is another exchange.</summary>
    public static readonly Problem Edited = new("edited", 403, Permission, "A reviewer changed this request. What they made of it was asked for anew.");

    /// <summary>A reviewer denied the request.</summary>
    public static readonly Problem Denied = new("denied", 403, Permission, "A reviewer denied this request.");

    /// <summary>Nobody decided in time.</summary>
    public static readonly Problem HeldUndecided = new("held", 403, Permission, "This request waits for a reviewer and was not decided in time. Send the same request again after it was approved.");

    /// <summary>Too many bytes are held in memory.</summary>
    public static readonly Problem HoldUnavailable = new("hold_unavailable", 529, Overloaded, "Too many requests wait for reviewers. Try again shortly.", Retry: true);

    /// <summary>A rule holds what is too large to be shown.</summary>
    public static readonly Problem HoldTooLarge = new("hold_too_large", 413, "request_too_large", "A policy rule of your organisation holds this for a reviewer, and with more than 8 MB it is larger than what reviewers are shown. Send less in one request.");

    /// <summary>The decision could not be consumed: stopped, changed or used in between.</summary>
    public static readonly Problem ApprovalVoid = new("approval_void", 403, Permission, "The approval no longer holds: the policy, the skill or the request changed, or it was used already. Send the request again to ask anew.");

    /// <summary>Claude could not be reached.</summary>
    public static readonly Problem UpstreamUnreachable = new("upstream_unreachable", 502, Api, "Claude could not be reached. Try again shortly.", Retry: true);

    /// <summary>Claude's answer broke off or could not be read.</summary>
    public static readonly Problem UpstreamBroken = new("upstream_broken", 502, Api, "Claude's answer broke off or could not be inspected. Try again.", Retry: true);

    /// <summary>A defect in SaaSGate; the request was not forwarded, or its stream was stopped.</summary>
    public static readonly Problem Internal = new("internal", 500, Api, "SaaSGate failed on this request and refused it. Try again; if it stays, tell your administrator the exchange id.", Retry: true);

    /// <summary>Every row, for documentation and tests.</summary>
    public static IReadOnlyList<Problem> All { get; } =
    [
        KeyMissing, KeyUnknown, KeyExpired, NetworkRefused, TokenInvalid, TokenExpired, TokenKeyUnknown, Stopped, UnknownEndpoint, BatchUnknown, QueryInvalid, BodyInvalid, BodyIncomplete, ContentTypeUnsupported, EncodingUnsupported, BodyTooLarge,
        RecordingUnavailable, Busy, LeaseExpired, PolicyUnreadable, PolicyLoading, Limited, Blocked, Locked, Edited, Denied, HeldUndecided, HoldUnavailable, HoldTooLarge, ApprovalVoid, UpstreamUnreachable, UpstreamBroken, Internal,
    ];
}
