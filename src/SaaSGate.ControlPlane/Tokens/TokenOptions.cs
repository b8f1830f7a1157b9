using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>How keys of trusted issuers are had, and how often clients may fail. Section <c>SaaSGate:Tokens</c>.</summary>
internal sealed record TokenOptions
{
    public const string Section = "SaaSGate:Tokens";

    /// <summary>PEM of an authority that certificates of issuers must lead to; what the system trusts when absent.</summary>
    public string? Authority { get; set; }

    /// <summary>How often a minute a client may fail to show who it is from one address before it is told to wait. Those that succeed are never counted.</summary>
    [Range(1, 10_000)]
    public int FailuresPerMinute { get; set; } = 10;
}
