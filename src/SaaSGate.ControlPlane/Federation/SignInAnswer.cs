using Microsoft.AspNetCore.Http;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>With what a browser comes back from an identity provider (RFC 6749, section 4.1.2; RFC 9207).</summary>
/// <param name="State">The state that it was sent with.</param>
/// <param name="Code">The code; null where the provider refused.</param>
/// <param name="Error">Why it refused.</param>
/// <param name="Issuer">Who says so.</param>
internal sealed record SignInAnswer(string? State, string? Code, string? Error, string? Issuer)
{
    /// <summary>A parameter that comes twice is none (RFC 6749, section 3.1).</summary>
    public static SignInAnswer From(IQueryCollection query)
    {
        return new(One("state"), One("code"), One("error"), One("iss"));

        string? One(string name) => query[name] is [{ Length: > 0 } value] ? value : null;
    }
}
