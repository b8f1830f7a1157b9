namespace SaaSGate.ControlPlane.Identity;

/// <summary>What a person may be in an organisation.</summary>
internal static class Roles
{
    public const string Admin = "admin", Reviewer = "reviewer", Responder = "responder";

    /// <summary>All that can be given.</summary>
    public static readonly string[] All = [Admin, Reviewer, Responder];
}
