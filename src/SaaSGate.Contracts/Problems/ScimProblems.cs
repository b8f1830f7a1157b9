namespace SaaSGate.Contracts.Problems;

/// <summary>Refusals of the SCIM server, given as SCIM's own errors (RFC 7644, section 3.12).</summary>
public static class ScimProblems
{
    private const string Invalid = "invalid_request_error", Permission = "permission_error";

    /// <summary>No token, or one that is not known.</summary>
    public static readonly Problem TokenNeeded = new("scim_token_needed", 401, "authentication_error", "Send the directory's token as Authorization: Bearer sgt_…. An administrator makes it in the portal.");

    /// <summary>A token that is not the directory's.</summary>
    public static readonly Problem Forbidden = new("scim_forbidden", 403, Permission, "This token is not a directory's. An administrator makes one in the portal.");

    /// <summary>The administrator who made the token has left.</summary>
    public static readonly Problem TokenReduced = new("scim_token_reduced", 403, Permission, "Who made this token has left: it reads and deactivates, and nothing else. Make a new one in the portal.");

    /// <summary>Whom this is about, or what the group gives, may do more than who made the token.</summary>
    public static readonly Problem TokenBeyond = new("scim_token_beyond", 403, Permission, "Who made this token may do less than this would give, or than this person may. Somebody who may do as much makes one in the portal.");

    /// <summary>One person more than the plan allows, or a payment is late.</summary>
    public static readonly Problem SeatLimit = new("scim_seat_limit", 403, Permission, "The organisation's plan allows no more people, or a payment is late. Deactivate somebody, or ask who pays to look under Billing in the portal.");

    /// <summary>More of a directory than fits here.</summary>
    public static readonly Problem DirectoryFull = new("scim_directory_full", 403, Permission, "Of these there are as many as fit. Delete those that nobody needs, or ask the operator of SaaSGate for more.");

    /// <summary>No such resource.</summary>
    public static readonly Problem NotFound = new("scim_not_found", 404, "not_found_error", "There is no such resource in this organisation. Check the id.");

    /// <summary>No such method on this resource.</summary>
    public static readonly Problem MethodNotAllowed = new("scim_method_not_allowed", 405, Invalid, "This resource does not take this method.");

    /// <summary>A userName that another person has.</summary>
    public static readonly Problem Uniqueness = new("scim_uniqueness", 409, Invalid, "Another person has this userName. Look it up and change that person.");

    /// <summary>A userName that is the address of a member of whom nobody knows whether it is theirs.</summary>
    public static readonly Problem AddressNotShown = new(
        "scim_address_not_shown", 409, Invalid,
        "Somebody joined with this address, and nothing shows that it is theirs. Let them sign in by your identity provider where it made them a member; or end that membership under Offboarding in the portal. Then send this again.");

    /// <summary>A bulk identifier that nothing answers to.</summary>
    public static readonly Problem Conflict = new("scim_conflict", 409, Invalid, "This operation names a bulkId that nothing was created under.");

    /// <summary>The resource was changed since it was read.</summary>
    public static readonly Problem PreconditionFailed = new("scim_precondition_failed", 412, Invalid, "This was changed since you read it. Read it again and repeat your change.");

    /// <summary>More than the server takes.</summary>
    public static readonly Problem TooLarge = new("scim_too_large", 413, "request_too_large", "The request is larger than ServiceProviderConfig allows. Send less.");

    /// <summary>More calls than a moment has room for. Never said to who deactivates.</summary>
    public static readonly Problem TooMany = new("scim_too_many", 429, "rate_limit_error", "Too many calls. Wait as long as Retry-After says.", Retry: true);

    /// <summary>A filter that cannot be understood, or compares what cannot be compared.</summary>
    public static readonly Problem InvalidFilter = new("scim_invalid_filter", 400, Invalid, "The filter cannot be understood.");

    /// <summary>A path that cannot be understood.</summary>
    public static readonly Problem InvalidPath = new("scim_invalid_path", 400, Invalid, "The path cannot be understood.");

    /// <summary>A body that is no such request.</summary>
    public static readonly Problem InvalidSyntax = new("scim_invalid_syntax", 400, Invalid, "The request is not of the form that this needs.");

    /// <summary>A value that is missing or of the wrong kind.</summary>
    public static readonly Problem InvalidValue = new("scim_invalid_value", 400, Invalid, "A value is missing or of the wrong kind.");

    /// <summary>A path that leads to nothing.</summary>
    public static readonly Problem NoTarget = new("scim_no_target", 400, Invalid, "The path leads to nothing.");

    /// <summary>What is the server's own.</summary>
    public static readonly Problem Mutability = new("scim_mutability", 400, Invalid, "This attribute cannot be changed.");

    /// <summary>Something that this server does not do.</summary>
    public static readonly Problem NotImplemented = new("scim_not_implemented", 501, Invalid, "This server does not do this. See ServiceProviderConfig.");

    /// <summary>A defect, or an outage behind the server.</summary>
    public static readonly Problem Internal = new("scim_internal", 500, "api_error", "SaaSGate failed on this request. Try again.", Retry: true);

    /// <summary>Every row, for documentation and tests.</summary>
    public static IReadOnlyList<Problem> All { get; } =
    [
        TokenNeeded, Forbidden, TokenReduced, TokenBeyond, SeatLimit, DirectoryFull, NotFound, MethodNotAllowed, Uniqueness, AddressNotShown, Conflict, PreconditionFailed, TooLarge, TooMany, InvalidFilter, InvalidPath, InvalidSyntax,
        InvalidValue, NoTarget, Mutability, NotImplemented, Internal,
    ];

    /// <summary>The word of SCIM for a refusal (RFC 7644, table 9); null where the status says it all.</summary>
    public static string? TypeOf(Problem problem) => problem switch
    {
        _ when problem == Uniqueness || problem == AddressNotShown => "uniqueness",
        _ when problem == InvalidFilter => "invalidFilter",
        _ when problem == InvalidPath => "invalidPath",
        _ when problem == InvalidSyntax => "invalidSyntax",
        _ when problem == InvalidValue => "invalidValue",
        _ when problem == NoTarget => "noTarget",
        _ when problem == Mutability => "mutability",
        _ => null,
    };
}
