namespace SaaSGate.ControlPlane.Tokens;

/// <summary>How keys of trusted issuers are had. Section <c>SaaSGate:Tokens</c>.</summary>
internal sealed record TokenOptions
{
    public const string Section = "SaaSGate:Tokens";

    /// <summary>PEM of an authority that certificates of issuers must lead to; what the system trusts when absent.</summary>
    public string? Authority { get; set; }
}
