namespace SaaSGate.ControlPlane.Federation.Saml;

/// <summary>Why an answer is not believed.</summary>
/// <param name="Code">What the sign-in page says.</param>
/// <param name="Why">For administrators, in words; never text of the answer.</param>
internal sealed record SamlRefusal(string Code, string Why)
{
    /// <summary>One that cannot be trusted.</summary>
    public static SamlRefusal Mismatch(string why) => new("mismatch", why);
}
