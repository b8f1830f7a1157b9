using SaaSGate.ControlPlane.Http;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>What a new password must be like, wherever one is set.</summary>
internal static class PasswordRules
{
    public const int Least = 12, Longest = 256;

    /// <summary>Why not; null where it will do.</summary>
    /// <param name="field">Where it stands in the request.</param>
    /// <param name="password">The new password.</param>
    public static ProblemResult? Refusal(string field, string password) =>
        password.Length is < Least or > Longest ? FieldErrors.One(field, $"{Least} to {Longest} characters are needed here.") : null;
}
