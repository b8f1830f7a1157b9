namespace SaaSGate.ControlPlane.Connections;

/// <summary>Where tenants may point their connections. Section <c>SaaSGate:Connections</c>.</summary>
internal sealed record ConnectionOptions
{
    public const string Section = "SaaSGate:Connections";

    /// <summary>Allows this machine and private networks, and plain http to this machine. Gateways have the same option, and the last word.</summary>
    public bool AllowPrivateUpstreams { get; set; }
}
