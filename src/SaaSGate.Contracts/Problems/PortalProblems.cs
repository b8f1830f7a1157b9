namespace SaaSGate.Contracts.Problems;

/// <summary>Refusals of the management API, given as problem+json.</summary>
public static class PortalProblems
{
    private const string Invalid = "invalid_request_error", Permission = "permission_error", NotFoundType = "not_found_error";

    /// <summary>No sign-in and no API token.</summary>
    public static readonly Problem SignInNeeded = new("sign_in_needed", 401, "authentication_error", "Sign in, or send an API token as Authorization: Bearer sgt_….");

    /// <summary>Wrong e-mail address or password.</summary>
    public static readonly Problem SignInFailed = new("sign_in_failed", 401, "authentication_error", "E-mail address or password is wrong.");

    /// <summary>Too many failures.</summary>
    public static readonly Problem LockedOut = new("locked_out", 423, Permission, "Too many failed sign-ins. Wait fifteen minutes, or ask an administrator.");

    /// <summary>Signed in, but without the role or scope.</summary>
    public static readonly Problem Forbidden = new("forbidden", 403, Permission, "Your role does not allow this. Ask an administrator of the organisation.");

    /// <summary>Not there, or of another organisation: the two look the same.</summary>
    public static readonly Problem NotFound = new("not_found", 404, NotFoundType, "There is no such thing in this organisation. Check the id.");

    /// <summary>A field is missing or wrong; <c>errors</c> names each.</summary>
    public static readonly Problem Invalidated = new("invalid", 400, Invalid, "Some fields need another value. See errors.");

    /// <summary>Missing or wrong antiforgery token.</summary>
    public static readonly Problem AntiforgeryFailed = new("antiforgery_failed", 400, Invalid, "The page is too old to send this. Reload it and try again.");

    /// <summary>Another decision came first, or the hold ended.</summary>
    public static readonly Problem AlreadyDecided = new("already_decided", 409, Invalid, "This request was decided or has ended already. Look at its present state.");

    /// <summary>The reviewer's view is not the one stored.</summary>
    public static readonly Problem ViewChanged = new("view_changed", 409, Invalid, "What you saw is not what would be sent. Reload and look again.");

    /// <summary>The reviewer owns the skill.</summary>
    public static readonly Problem OwnRequest = new("own_request", 403, Permission, "The owner of a skill cannot decide its requests. Ask another reviewer.");

    /// <summary>A name is taken.</summary>
    public static readonly Problem NameTaken = new("name_taken", 409, Invalid, "This name is taken in the organisation. Choose another.");

    /// <summary>Only with the demo.</summary>
    public static readonly Problem DemoOnly = new("demo_only", 404, NotFoundType, "The incident can be played only in the demo.");

    /// <summary>Every row, for documentation and tests.</summary>
    public static IReadOnlyList<Problem> All { get; } =
        [SignInNeeded, SignInFailed, LockedOut, Forbidden, NotFound, Invalidated, AntiforgeryFailed, AlreadyDecided, ViewChanged, OwnRequest, NameTaken, DemoOnly];
}
